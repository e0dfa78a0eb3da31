/** Shapes of what charts show. Charts never ask for data: views and panels hand it to them. */

/** A curve's points. What the program's `series/window` answers fits as it is. */
export interface CurveSeries {
  readonly x: ArrayLike<number>;
  /** The value at each x; NaN is marked, not hidden. */
  readonly last: ArrayLike<number>;
  /** Extremes of what each point stands for; drawn as a band. */
  readonly minimum?: ArrayLike<number> | undefined;
  readonly maximum?: ArrayLike<number> | undefined;
  /** Drawn strongly, with the values themselves faintly behind. */
  readonly smoothed?: ArrayLike<number> | null | undefined;
  /** How many NaN each point stands for. */
  readonly nanCount?: ArrayLike<number> | undefined;
  /** Points in the window and in all: "N of M points". */
  readonly inWindow?: number | undefined;
  readonly total?: number | undefined;
  readonly exact?: boolean | undefined;
}

export interface Curve {
  readonly name: string;
  /** A CSS colour or variable, such as `runColour(0)`. */
  readonly colour: string;
  readonly dashed?: boolean | undefined;
  readonly series: CurveSeries;
  /** Half the height of a band around `last` (or `smoothed`), by point: a standard deviation over seeds. */
  readonly deviation?: ArrayLike<number> | undefined;
}

/** A stretch of the x axis that is coloured from top to bottom, behind all curves. */
export interface BackdropBand {
  readonly name: string;
  readonly colour: string;
  /** Opacity, 0 to 1. */
  readonly strength: number;
  readonly from: number;
  readonly to: number;
}

/** The bands within a stretch of the x axis that is so many pixels wide. */
export type BackdropOf = (range: readonly [number, number], pixels: number) => readonly BackdropBand[];

export interface HistogramBars {
  readonly name: string;
  readonly colour: string;
  /** The range that `counts` divides evenly. */
  readonly low: number;
  readonly high: number;
  readonly counts: ArrayLike<number>;
}

export interface BarGroup {
  readonly name: string;
  readonly colour: string;
  /** One per category; null where there is none. */
  readonly values: ArrayLike<number> | readonly (number | null)[];
}

export interface BarMark {
  /** Its place in `categories`, or the category itself. */
  readonly category: number | string;
  readonly label: string;
}

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** Into `groups`. */
  readonly group: number;
  readonly id: string;
}

export interface ScatterGroup {
  readonly name: string;
  readonly colour: string;
}

export interface ParallelAxis {
  readonly id: string;
  readonly label: string;
  readonly log?: boolean | undefined;
}

/** A range that was drawn along an axis: of numbers, or of the words between its ends. */
export type ParallelRange =
  { readonly from: number; readonly to: number } | { readonly words: readonly string[] };

export interface ParallelLine {
  readonly name: string;
  readonly colour: string;
  /** By axis id, or in the order of the axes; a word makes its axis one of categories; null: no value. */
  readonly values:
    | readonly (number | string | boolean | null)[]
    | Readonly<Record<string, number | string | boolean | null>>;
}

export type { ColourMapName } from '../ui/colour-maps.ts';

export interface GridImage {
  /** [height, width, channels] */
  readonly values: ArrayLike<number>;
  readonly title: string;
  readonly caption?: string | undefined;
  readonly tone?: 'positive' | 'negative' | 'good' | 'bad' | 'neutral' | undefined;
  /** What stands in it, where it is a window of text; a chart finds that out by itself. */
  readonly window?: string | undefined;
}

export interface GridShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Of a window of text: what each column stands for. */
  readonly symbols?: readonly string[];
}

/** A chart's numbers as a table: its twin for screen readers, and what CSV export writes. */
export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}
