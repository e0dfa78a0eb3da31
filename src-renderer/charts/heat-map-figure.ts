/** A heat map as an exported figure, and as a table. */

import type { Cells, ColourMapName } from '../ui/colour-maps.ts';
import { number } from '../ui/format.ts';
import type { ChartTable } from './chart-data.ts';
import { legendCanvas, pictureCanvas } from './picture.ts';
import { sceneInk, sceneTitle } from './scene.ts';
import type { Mark, Scene } from './scene.ts';
import { textWidth } from './text-width.ts';

export interface HeatMapFigureInput {
  readonly title: string;
  readonly values: Cells;
  readonly rows: number;
  readonly columns: number;
  readonly range: readonly [number, number];
  readonly map: ColourMapName;
  readonly legend?: string | undefined;
}

const margin = 20;
const barWidth = 140;

export function heatMapScene({
  title,
  values,
  rows,
  columns,
  range,
  map,
  legend,
}: HeatMapFigureInput): Scene {
  const cell = Math.max(1, Math.min(16, Math.floor(600 / columns)));
  const height = cell * rows;
  const width = Math.max(cell * columns, 280, colourBarWidth(legend));
  const heading = sceneTitle(title, margin, width);
  const canvas = pictureCanvas({ values, width: columns, height: rows, map, range });
  return {
    width: width + 2 * margin,
    height: heading.bottom + height + 56,
    marks: [
      ...heading.marks,
      { sort: 'picture', x: margin, y: heading.bottom, width: cell * columns, height, canvas },
      ...colourBar({ x: margin, y: heading.bottom + height + 14, map, range, legend }),
    ],
  };
}

export function colourBarWidth(legend: string | undefined): number {
  return barWidth + (legend === undefined ? 0 : 12 + textWidth(legend, 12));
}

/** The scale of the colours: a bar with its ends written beside it. */
export function colourBar(input: {
  readonly x: number;
  readonly y: number;
  readonly map: ColourMapName;
  readonly range: readonly [number, number];
  readonly legend?: string | undefined;
}): Mark[] {
  const { x, y, map, range, legend } = input;
  const text = { sort: 'text', size: 12, colour: sceneInk } as const;
  return [
    { sort: 'picture', x, y, width: barWidth, height: 10, canvas: legendCanvas(map) },
    { ...text, x, y: y + 26, text: number(range[0], 3) },
    { ...text, x: x + barWidth, y: y + 26, anchor: 'end', text: number(range[1], 3) },
    ...(legend === undefined ? [] : [{ ...text, x: x + barWidth + 12, y: y + 10, text: legend }]),
  ];
}

export function heatMapTable(
  values: Cells,
  rows: number,
  columns: number,
  sayCell: (index: number) => string,
): ChartTable {
  return {
    columns: ['row', 'column', 'value', 'cell'],
    rows: Array.from({ length: rows * columns }, (_, index) => [
      Math.floor(index / columns) + 1,
      (index % columns) + 1,
      values[index] ?? null,
      sayCell(index),
    ]),
  };
}
