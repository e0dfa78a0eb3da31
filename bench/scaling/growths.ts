/**
 * What grows, to which sizes, and what is measured of it. Commands measure by this list, pages and charts are printed by
 * it; it knows no engine and no store.
 */

import type { PointOrder, StepOrder } from './point.ts';

/** Something measured at every size. */
export interface Line {
  /** Its key among a point's values. */
  readonly name: string;
  readonly label: string;
  readonly unit: 'ms' | 'MB' | 'GFLOP/s';
  /** Drawn, and fitted with an exponent; else only told. */
  readonly drawn: boolean;
  /** Of one of what grows: the value times `factor`, over the size. Left out where that says nothing. */
  readonly each?: { readonly label: string; readonly factor: number };
}

/** How a point is measured. */
export interface Measuring {
  readonly engine: string;
  readonly threads: number;
  /** Blocks of about so many milliseconds. */
  readonly blocks: number;
  readonly blockMs: number;
}

export interface Growth {
  readonly id: GrowthId;
  readonly title: string;
  /** The size, as a chart's axis and a table's first column name it. */
  readonly axis: string;
  readonly sizes: readonly number[];
  /** To try the command with. */
  readonly trialSizes: readonly number[];
  readonly lines: readonly Line[];
  readonly order: (size: number, measuring: Measuring) => PointOrder;
}

export const growthIds = ['width', 'depth', 'batch', 'classes', 'runs', 'steps'] as const;
export type GrowthId = (typeof growthIds)[number];

const usualBatch = 100;
const step: Line = { name: 'step', label: 'training step', unit: 'ms', drawn: true };
const rate: Line = { name: 'rate', label: 'useful arithmetic of a step', unit: 'GFLOP/s', drawn: false };
const opening: Line = { name: 'open', label: 'opening', unit: 'ms', drawn: true };
const memory: Line = { name: 'memory', label: 'most memory of the process', unit: 'MB', drawn: false };

const stepOrder = (
  measuring: Measuring,
  net: Pick<StepOrder, 'layers' | 'batch' | 'classes'>,
): StepOrder => ({
  kind: 'step',
  ...measuring,
  ...net,
});
const layersOf = (count: number, units: number): number[] => Array.from({ length: count }, () => units);

export const growths: readonly Growth[] = [
  {
    id: 'width',
    title: 'Width',
    axis: 'units of each of three layers',
    sizes: [250, 500, 1000, 2000, 4000],
    trialSizes: [10, 20, 40],
    lines: [step, rate, memory],
    order: (size, measuring) =>
      stepOrder(measuring, { layers: layersOf(3, size), batch: usualBatch, classes: null }),
  },
  {
    id: 'depth',
    title: 'Depth',
    axis: 'layers of 500 units',
    sizes: [2, 4, 8, 16, 32],
    trialSizes: [2, 3],
    lines: [step, rate, memory],
    order: (size, measuring) =>
      stepOrder(measuring, { layers: layersOf(size, 500), batch: usualBatch, classes: null }),
  },
  {
    id: 'batch',
    title: 'Batch',
    axis: 'examples of a batch',
    sizes: [10, 30, 100, 300, 1000, 3000, 10_000],
    trialSizes: [10, 20],
    lines: [{ ...step, each: { label: 'an example (µs)', factor: 1000 } }, rate, memory],
    order: (size, measuring) =>
      stepOrder(measuring, { layers: layersOf(3, 1000), batch: size, classes: null }),
  },
  {
    id: 'classes',
    title: 'Classes',
    axis: 'classes',
    sizes: [2, 10, 30, 100, 300, 1000],
    trialSizes: [2, 300],
    lines: [
      step,
      {
        name: 'labels',
        label: 'goodness of every label for 1,000 images',
        unit: 'ms',
        drawn: true,
        each: { label: 'a label (ms)', factor: 1 },
      },
      rate,
      memory,
    ],
    order: (size, measuring) =>
      stepOrder(measuring, { layers: layersOf(3, 500), batch: usualBatch, classes: size }),
  },
  {
    id: 'runs',
    title: 'Runs',
    axis: 'runs',
    sizes: [100, 1000, 10_000, 100_000],
    trialSizes: [10, 100],
    lines: [
      {
        name: 'size',
        label: 'database',
        unit: 'MB',
        drawn: true,
        each: { label: 'a run (kB)', factor: 1000 },
      },
      opening,
      { name: 'table', label: 'the whole table', unit: 'ms', drawn: true },
      { name: 'news', label: 'what is new in it (nothing)', unit: 'ms', drawn: true },
    ],
    order: (size, { blocks }) => ({ kind: 'runs', runs: size, rounds: blocks }),
  },
  {
    id: 'steps',
    title: 'Recorded steps',
    axis: 'steps recorded',
    sizes: [1000, 10_000, 100_000, 1_000_000],
    trialSizes: [100, 1000],
    lines: [
      {
        name: 'size',
        label: 'database',
        unit: 'MB',
        drawn: true,
        each: { label: 'a step (B)', factor: 1e6 },
      },
      opening,
      { name: 'first', label: 'curve the first time', unit: 'ms', drawn: true },
      { name: 'again', label: 'curve again', unit: 'ms', drawn: true },
    ],
    order: (size, { blocks }) => ({ kind: 'steps', steps: size, rounds: blocks }),
  },
];
