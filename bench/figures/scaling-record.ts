/** What `bench/scaling.ts` measured: scaling.json, a growth after the other, each with the machine it was measured on. */

import { join } from 'node:path';

import { z } from 'zod';

import { growthIds } from '../scaling/growths.ts';
import { readRecorded, rounded, spreadSchema } from './figures-file.ts';
import { machineInWords, machineSchema } from './machine.ts';

const pointSchema = z.strictObject({
  size: z.number().positive(),
  leftOut: z.string().min(1).nullable(),
  values: z.record(z.string(), spreadSchema),
});

const growthSchema = z.strictObject({
  growth: z.enum(growthIds),
  machine: machineSchema,
  points: z.array(pointSchema).min(1),
  /** What was measured before that on the same machine. */
  earlier: z.array(pointSchema).min(1).optional(),
});

const fileSchema = z.strictObject({ growths: z.array(growthSchema) });

export type RecordedGrowth = Readonly<z.infer<typeof growthSchema>>;

export const scalingFile = join(import.meta.dirname, 'scaling.json');

/** None where there is no such file. Error: input/invalid. */
export function readScaling(file: string = scalingFile): RecordedGrowth[] {
  return readRecorded(file, fileSchema, { growths: [] }, 'npm run -s bench:scaling').growths;
}

/**
 * With this growth in place of what was recorded of it, which stays beside it as `earlier` where it is of the same machine;
 * in the order in which the page tells of them.
 */
export function withGrowth(recorded: readonly RecordedGrowth[], measured: RecordedGrowth): RecordedGrowth[] {
  const others = recorded.filter(({ growth }) => growth !== measured.growth);
  const before = recorded.find(({ growth }) => growth === measured.growth);
  const isSameMachine =
    before !== undefined && machineInWords(before.machine) === machineInWords(measured.machine);
  const grown = {
    ...measured,
    points: rounded(measured.points),
    ...(isSameMachine ? { earlier: before.points } : {}),
  };
  const place = ({ growth }: RecordedGrowth): number => growthIds.indexOf(growth);
  return [...others, grown].sort((a, b) => place(a) - place(b));
}

/** One line for each point, so that a change can be read. */
export function scalingText(recorded: readonly RecordedGrowth[]): string {
  const list = (name: string, points: RecordedGrowth['points']): string => {
    const lines = points.map((point) => `    ${JSON.stringify(point)}`);
    return `"${name}":[\n${lines.join(',\n')}\n  ]`;
  };
  const texts = recorded.map(({ points, earlier, ...about }) => {
    const lists = [list('points', points), ...(earlier === undefined ? [] : [list('earlier', earlier)])];
    return `  ${JSON.stringify(about).slice(0, -1)},${lists.join(',')}}`;
  });
  return `{"growths":[\n${texts.join(',\n')}\n]}\n`;
}
