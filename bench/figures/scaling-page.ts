/** The printed parts of docs/scaling.md, and the pictures it shows. */

import { lastExponent, powerLawOf } from '../scaling/exponent.ts';
import { growths } from '../scaling/growths.ts';
import type { Growth, Line } from '../scaling/growths.ts';
import { absent, exponentInWords, figure, spreadInWords, table } from './figure-words.ts';
import { machineInWords } from './machine.ts';
import type { PrintedParts } from './printed-page.ts';
import { chartsOf, pointsOf } from './scaling-chart.ts';
import type { RecordedGrowth } from './scaling-record.ts';

/** By growth: its charts, what was measured, how it grows, and where. */
export function scalingParts(recorded: readonly RecordedGrowth[]): PrintedParts {
  return Object.fromEntries(
    growths.map((growth) => {
      const found = recorded.find((each) => each.growth === growth.id);
      return [growth.id, found === undefined ? 'Not measured yet.' : partOf(growth, found)];
    }),
  );
}

/** SVG by the name of its file. */
export function scalingPictures(recorded: readonly RecordedGrowth[]): Readonly<Record<string, string>> {
  const charts = growths.flatMap((growth) =>
    recorded.filter(({ growth: id }) => id === growth.id).flatMap((found) => chartsOf(growth, found)),
  );
  return Object.fromEntries(charts.map(({ file, svg }) => [file, svg()]));
}

function partOf(growth: Growth, recorded: RecordedGrowth): string {
  const lines = growth.lines.filter(({ name }) => pointsOf(recorded, name).length > 0);
  const pictures = chartsOf(growth, recorded).map(({ file, title }) => `![${title}](pictures/${file})`);
  const omitted = recorded.points.flatMap(({ size, leftOut }) =>
    leftOut === null ? [] : [`- ${figure(size)} left out: ${leftOut}`],
  );
  return [
    ...(pictures.length === 0 ? [] : [pictures.join('\n\n')]),
    ...(lines.length === 0 ? [] : [pointsTable(growth, recorded, lines)]),
    ...(omitted.length === 0 ? [] : [omitted.join('\n')]),
    ...exponentsTable(recorded, lines),
    `Measured on ${machineInWords(recorded.machine)}${besideEarlier(recorded)}.`,
  ].join('\n\n');
}

/** How far the medians of the time before lie from these; empty where there was none. */
function besideEarlier({ points, earlier = [] }: RecordedGrowth): string {
  const ratios = points.flatMap(({ size, values }) => {
    const before = earlier.find((point) => point.size === size)?.values ?? {};
    return Object.entries(values).flatMap(([name, { median }]) => {
      const then = before[name]?.median;
      return then === undefined || median === 0 ? [] : [then / median];
    });
  });
  if (ratios.length === 0) return '';
  const middle = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)];
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  return `, twice: what was measured before is ${[low, high].map((each) => each.toFixed(2)).join(' to ')} times what stands here, ${middle?.toFixed(2)} in the middle`;
}

function pointsTable(growth: Growth, recorded: RecordedGrowth, lines: readonly Line[]): string {
  const heading = lines.flatMap(({ label, unit, each }) => [
    `${label} (${unit})`,
    ...(each === undefined ? [] : [each.label]),
  ]);
  const rows = recorded.points
    .filter(({ leftOut }) => leftOut === null)
    .map(({ size, values }) => [
      figure(size),
      ...lines.flatMap(({ name, each }) => {
        const value = values[name];
        const ofOne = value === undefined || each === undefined ? null : (value.median * each.factor) / size;
        return [
          spreadInWords(value),
          ...(each === undefined ? [] : [ofOne === null ? absent : figure(ofOne)]),
        ];
      }),
    ]);
  return table([growth.axis, ...heading], rows);
}

/** None where no two sizes were measured. */
function exponentsTable(recorded: RecordedGrowth, lines: readonly Line[]): string[] {
  const rows = lines.flatMap(({ name, label, drawn }) => {
    const points = pointsOf(recorded, name);
    const [law, last] = [powerLawOf(points), lastExponent(points)];
    if (!drawn || law === null || last === null) return [];
    return [[label, exponentInWords(law.exponent), `${law.worst.toFixed(2)} times`, exponentInWords(last)]];
  });
  const heading = [
    'grows with the power',
    'over all sizes',
    'farthest point from it',
    'between the two largest',
  ];
  return rows.length === 0 ? [] : [table(heading, rows)];
}
