/**
 * Which points a sweep has: settings by path, in a fixed order. Point number n is the same whatever number of points is
 * asked for, so that a sweep can be extended. Pure.
 */

import { WorkbenchError } from '../base/errors.ts';
import { randomStream } from '../base/random.ts';
import { SobolSequence } from '../base/sobol.ts';
import { applySettings } from './settings.ts';
import { mostPoints, mostSweepRuns } from './sweep.ts';
import type { Sweep, SweepAxis } from './sweep.ts';

/** A point: values by the setting's path, in the order of the axes. */
export type PointSettings = Readonly<Record<string, unknown>>;

/** Drawn values are kept to so many digits: what is told is what is trained. */
const digits = 6;

/** Error: input/invalid, where there are too many, or not as many different ones as were asked for. */
export function sweepPoints(sweep: Sweep): PointSettings[] {
  const points = sweep.method === 'grid' ? gridPoints(sweep) : drawnPoints(sweep, sweep.points ?? 0);
  const runs = points.length * sweep.seeds.length;
  if (runs > mostSweepRuns) throw tooMany(`${runs} runs`, `${mostSweepRuns} runs`);
  return points;
}

/** The draft of a point. Error: input/invalid, where a setting has no place. */
export function draftAt(base: unknown, settings: PointSettings, name: string): unknown {
  const made = Object.entries(settings).map(([path, value]) => ({ path: path.split('.'), value }));
  return applySettings(base, [...made, { path: ['name'], value: name }]);
}

/** What its runs are called: "quick-start, learningRate=0.02, units=200". */
export function pointName(base: string, settings: PointSettings): string {
  const names = shortNames(Object.keys(settings));
  const told = Object.values(settings).map((value, at) => `${names[at]}=${wordOf(value)}`);
  return [base, ...told].join(', ').slice(0, 200).trim();
}

/** The end of each path; a part's kind by its slot, and the whole path where two would end alike or in a number. */
export function shortNames(paths: readonly string[]): string[] {
  const ends = paths.map((path) => path.split('.').findLast((piece) => piece !== 'kind') ?? path);
  return paths.map((path, at) => {
    const end = ends[at] ?? path;
    return /\D/.test(end) && ends.filter((each) => each === end).length === 1 ? end : path;
  });
}

/** A part by its kind; anything else as it is, if it is short. */
export function wordOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const kind = (value as { readonly kind?: unknown } | null)?.kind;
  const text = typeof kind === 'string' ? kind : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** Every combination, the last axis fastest. */
function gridPoints({ axes }: Sweep): PointSettings[] {
  let points: PointSettings[] = [{}];
  for (const [path, axis] of Object.entries(axes)) {
    const values = gridValues(path, axis);
    if (points.length * values.length > mostPoints)
      throw tooMany(`more than ${mostPoints} points`, `${mostPoints} points`);
    points = points.flatMap((point) => values.map((value) => ({ ...point, [path]: value })));
  }
  return points;
}

/** The values a grid takes on an axis. */
function gridValues(path: string, axis: SweepAxis): readonly unknown[] {
  if ('values' in axis) return axis.values;
  if ('integers' in axis) {
    const [low, high] = axis.integers;
    const count = Math.min(axis.steps ?? Infinity, high - low + 1);
    if (count > mostPoints) throw tooMany(`more than ${mostPoints} points`, `${mostPoints} points`);
    return evenly(count).map((share) => Math.round(low + share * (high - low)));
  }
  if (axis.steps === undefined) {
    throw new WorkbenchError('input/invalid', {
      problem: `A grid needs to know how many values to take of ${path}`,
      remedy: 'Give that axis "steps", or "values" of your own.',
    });
  }
  return distinct(evenly(axis.steps).map((share) => valueAt(axis, share)));
}

/** From 0 to 1, both among them. */
function evenly(count: number): number[] {
  return Array.from({ length: count }, (_, index) => (count === 1 ? 0 : index / (count - 1)));
}

/** Bounds close together may come to the same digits. */
function distinct(values: readonly number[]): number[] {
  return [...new Set(values)];
}

/** The first `count` different points of the sequence. */
function drawnPoints(sweep: Sweep, count: number): PointSettings[] {
  refuseTooFew(sweep, count);
  const axes = Object.entries(sweep.axes);
  const draw = drawer(sweep, axes.length);
  const points = new Map<string, PointSettings>();
  const patience = 1000 + 100 * count;
  for (let index = 0; points.size < count && index < patience; index += 1) {
    const shares = draw(index);
    const point = Object.fromEntries(
      axes.map(([path, axis], at) => [path, drawnValue(axis, shares[at] ?? 0)]),
    );
    const key = JSON.stringify(point);
    if (!points.has(key)) points.set(key, point);
  }
  if (points.size < count) throw tooFew(points.size, count);
  return [...points.values()];
}

/** The n-th point of the unit cube. */
function drawer({ method, halving, samplingSeed }: Sweep, dimensions: number): (index: number) => number[] {
  const isSobol = method === 'sobol' || (method === 'halving' && halving?.draw !== 'random');
  if (!isSobol) {
    return (index) => {
      const stream = randomStream(samplingSeed, 'sweep', index);
      return Array.from({ length: dimensions }, () => stream.uniform());
    };
  }
  const shifts = randomStream(samplingSeed, 'sweep shifts');
  const sequence = new SobolSequence(
    dimensions,
    Array.from({ length: dimensions }, () => shifts.bits()),
  );
  return (index) => sequence.point(index);
}

/** `share` in [0, 1). */
function drawnValue(axis: SweepAxis, share: number): unknown {
  if ('values' in axis) {
    return axis.values[Math.min(axis.values.length - 1, Math.floor(share * axis.values.length))];
  }
  if ('integers' in axis) {
    const [low, high] = axis.integers;
    return Math.min(high, low + Math.floor(share * (high - low + 1)));
  }
  return valueAt(axis, share);
}

/** `share` in [0, 1] of the way from the low bound to the high one, on the axis' own scale. */
function valueAt(axis: Extract<SweepAxis, { range: unknown } | { log: unknown }>, share: number): number {
  const isLog = 'log' in axis;
  const [low, high] = isLog ? axis.log : axis.range;
  const value = isLog ? low * (high / low) ** share : low + share * (high - low);
  return Math.min(high, Math.max(low, Number(value.toPrecision(digits))));
}

/** How many different points there can be; Infinity where an axis is continuous. */
function differentPoints({ axes }: Sweep): number {
  return Object.values(axes).reduce((product, axis) => {
    if ('values' in axis) return product * axis.values.length;
    return 'integers' in axis ? product * (axis.integers[1] - axis.integers[0] + 1) : Infinity;
  }, 1);
}

function refuseTooFew(sweep: Sweep, count: number): void {
  const most = differentPoints(sweep);
  if (most < count) throw tooFew(most, count);
}

function tooFew(there: number, wanted: number): WorkbenchError {
  return new WorkbenchError('input/invalid', {
    problem: `The axes have no more than ${there} different points, and ${wanted} were asked for`,
    remedy: 'Ask for fewer points, or take a grid, which has each once.',
  });
}

function tooMany(found: string, most: string): WorkbenchError {
  return new WorkbenchError('input/invalid', {
    problem: `The sweep has ${found}, more than ${most}`,
    remedy: 'Give its axes fewer values, ask for fewer points, or take fewer seeds.',
  });
}
