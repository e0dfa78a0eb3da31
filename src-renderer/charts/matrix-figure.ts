/** A matrix of counts as an exported figure, and as a table. */

import { number } from '../ui/format.ts';
import type { ChartTable } from './chart-data.ts';
import { sceneInk, sceneTitle } from './scene.ts';
import type { Mark, Scene } from './scene.ts';
import { shortened, textWidth } from './text-width.ts';

export interface MatrixInput {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly values: ArrayLike<number>;
  readonly rowLabel: string;
  readonly columnLabel: string;
}

/** A cell's share of its row's sum, 0 where the row is empty. */
export function cellShare(values: ArrayLike<number>, width: number, row: number, column: number): number {
  let sum = 0;
  for (let at = 0; at < width; at += 1) sum += values[row * width + at] ?? 0;
  return sum === 0 ? 0 : (values[row * width + column] ?? 0) / sum;
}

/** From this share on, a cell is so dark that light digits are read better on it. */
export const strongShare = 0.55;

const margin = 20;
const cellHeight = 26;
const size = 12;
const text = { sort: 'text', size, colour: sceneInk } as const;

export function matrixScene(input: MatrixInput & { readonly title: string }): Scene {
  const { title, rows, columns, rowLabel, columnLabel } = input;
  const widest = (names: readonly string[], most: number): number =>
    Math.min(most, Math.max(0, ...names.map((name) => textWidth(name, size))));
  const numbers = Array.from(input.values, (value) => number(value));
  const cellWidth = Math.max(46, widest(columns, 110) + 10, widest(numbers, 110) + 16);
  const nameWidth = widest(rows, 160);
  const left = margin + 26 + nameWidth;
  const width = Math.max(280, left + columns.length * cellWidth, left + textWidth(columnLabel, size));
  const heading = sceneTitle(title, margin, width - margin);
  const top = heading.bottom + 40;
  const height = rows.length * cellHeight;
  return {
    width: width + margin,
    height: Math.max(top + height, top + textWidth(rowLabel, size)) + margin,
    marks: [
      ...heading.marks,
      { ...text, x: left, y: top - 30, text: columnLabel },
      {
        ...text,
        x: 28,
        y: top + Math.max(height, textWidth(rowLabel, size)) / 2,
        text: rowLabel,
        anchor: 'middle',
        turned: true,
      },
      ...columns.map((name, column): Mark => ({
        ...text,
        x: left + (column + 0.5) * cellWidth,
        y: top - 8,
        anchor: 'middle',
        text: shortened(name, size, cellWidth - 6),
      })),
      ...rows.map((name, row): Mark => ({
        ...text,
        x: left - 8,
        y: top + row * cellHeight + 17,
        anchor: 'end',
        text: shortened(name, size, nameWidth),
      })),
      ...cells(input, left, top, cellWidth),
    ],
  };
}

/** Every number on its colour. */
function cells({ rows, columns, values }: MatrixInput, left: number, top: number, width: number): Mark[] {
  return rows.flatMap((_, row) =>
    columns.flatMap((_column, column): Mark[] => {
      const share = cellShare(values, columns.length, row, column);
      const [x, y] = [left + column * width, top + row * cellHeight];
      const fill = shade(share, row === column);
      return [
        { sort: 'box', x, y, width: width - 1, height: cellHeight - 1, fill },
        {
          ...text,
          x: x + width - 7,
          y: y + 17,
          anchor: 'end',
          text: number(values[row * columns.length + column] ?? 0),
          colour: share > strongShare ? '#ffffff' : sceneInk,
        },
      ];
    }),
  );
}

/** From a light grey to blue on the diagonal, to orange beside it. */
function shade(share: number, right: boolean): string {
  const strength = Math.sqrt(share);
  const [from, to] = [[236, 238, 242], right ? [11, 98, 196] : [176, 74, 6]] as const;
  const mixed = from.map((part, at) => Math.round(part + strength * ((to[at] ?? part) - part)));
  return `rgb(${mixed.join(',')})`;
}

export function matrixTable({ rows, columns, values, rowLabel, columnLabel }: MatrixInput): ChartTable {
  return {
    columns: [`${rowLabel} \\ ${columnLabel}`, ...columns],
    rows: rows.map((name, row) => [
      name,
      ...columns.map((_, column) => values[row * columns.length + column] ?? null),
    ]),
  };
}
