/** A matrix of counts as an exported figure, and as a table. */

import { number } from '../ui/format.ts';
import type { ChartTable } from './chart-data.ts';
import type { Mark, Scene } from './scene.ts';

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

const ink = '#1b212b';
const cell = { width: 46, height: 26 } as const;

export function matrixScene(input: MatrixInput & { readonly title: string }): Scene {
  const { title, rows, columns, values, rowLabel, columnLabel } = input;
  const left = 60 + 7 * Math.min(14, Math.max(1, ...rows.map((name) => name.length)));
  const top = 84;
  const text = { sort: 'text', size: 12, colour: ink } as const;
  const cells = rows.flatMap((_, row) =>
    columns.flatMap((_column, column): Mark[] => {
      const share = cellShare(values, columns.length, row, column);
      const [x, y] = [left + column * cell.width, top + row * cell.height];
      return [
        {
          sort: 'box',
          x,
          y,
          width: cell.width - 1,
          height: cell.height - 1,
          fill: shade(share, row === column),
        },
        {
          ...text,
          x: x + cell.width - 7,
          y: y + 17,
          anchor: 'end',
          text: number(values[row * columns.length + column] ?? 0),
          colour: share > 0.3 ? '#ffffff' : ink,
        },
      ];
    }),
  );
  return {
    width: left + columns.length * cell.width + 20,
    height: top + rows.length * cell.height + 20,
    marks: [
      { sort: 'text', x: 20, y: 28, text: title, size: 15, bold: true, colour: ink },
      { ...text, x: left, y: 54, text: columnLabel },
      {
        ...text,
        x: 28,
        y: top + (rows.length * cell.height) / 2,
        text: rowLabel,
        anchor: 'middle',
        turned: true,
      },
      ...columns.map((name, column): Mark => ({
        ...text,
        x: left + (column + 0.5) * cell.width,
        y: 76,
        anchor: 'middle',
        text: name,
      })),
      ...rows.map((name, row): Mark => ({
        ...text,
        x: left - 8,
        y: top + row * cell.height + 17,
        anchor: 'end',
        text: name,
      })),
      ...cells,
    ],
  };
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
