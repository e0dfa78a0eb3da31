/**
 * Which points of a sweep a question leaves: "learningRate<0.01 units=200|300 error<5% done". Every word must hold; a word
 * that compares nothing is looked for in the point's state and values. Pure, and quick for ten thousand points.
 */

import { wordOf } from '../../src-shared/spec/sweep-points.ts';
import type { SweepPoint } from '../../src-shared/views/sweep-results.ts';

export interface FilteredPoints {
  readonly points: readonly SweepPoint[];
  /** What could not be understood, as a sentence; then that word is left out. */
  readonly problems: readonly string[];
}

type Test = (point: SweepPoint) => boolean;
type Operator = '<' | '<=' | '>' | '>=' | '=';

/** `axes`: paths, in the order of the points' values. */
export function filterPoints(
  points: readonly SweepPoint[],
  axes: readonly string[],
  text: string,
): FilteredPoints {
  const problems: string[] = [];
  const tests: Test[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const test = testOf(word, axes);
    if (typeof test === 'string') problems.push(test);
    else tests.push(test);
  }
  const left = tests.length === 0 ? points : points.filter((point) => tests.every((test) => test(point)));
  return { points: left, problems };
}

function testOf(word: string, axes: readonly string[]): Test | string {
  const [, name = '', sign = '', wanted = ''] = /^([^<>=!]+)(<=|>=|!=|<|>|=)(.+)$/.exec(word) ?? [];
  if (sign === '') {
    if (/[<>=]/.test(word)) return `"${word}" compares nothing; write it as setting<value.`;
    const piece = word.toLowerCase();
    return ({ state, values }) =>
      state.includes(piece) || values.some((value) => wordOf(value).toLowerCase().includes(piece));
  }
  const read = readerOf(name, axes);
  if (read === null) return `No setting of this sweep is called "${name}".`;
  if (sign === '=' || sign === '!=') {
    // One of several; none of several.
    const each = wanted.split('|').map((word) => [word, numberOf(word)] as const);
    const isOne = (found: unknown): boolean => each.some(([word, value]) => compare(found, '=', word, value));
    return sign === '=' ? (point) => isOne(read(point)) : (point) => !isOne(read(point));
  }
  const value = numberOf(wanted);
  return (point) => compare(read(point), sign as Operator, wanted, value);
}

function numberOf(word: string): number {
  return word.endsWith('%') ? Number(word.slice(0, -1)) / 100 : Number(word);
}

/** What of an axis is to be left: from here to there, or one of these words. */
export type AxisRange =
  { readonly from: number; readonly to: number } | { readonly words: readonly string[] };

/**
 * The question with what it says of one axis replaced; null: nothing any more. `axis`: a setting's path, or "error", whose
 * range is in percent. Numbers are rounded outwards, so that no point at a bound is lost.
 */
export function withRange(
  text: string,
  axes: readonly string[],
  axis: string,
  range: AxisRange | null,
): string {
  const name = nameOf(axis, axes);
  const kept = text.split(/\s+/).filter((word) => {
    const [, left = ''] = /^([^<>=!]+)(?:<=|>=|!=|<|>|=)/.exec(word) ?? [];
    return word !== '' && !isOfAxis(left, axis, axes);
  });
  return [...kept, ...wordsFor(name, range, axis === 'error' ? '%' : '')].join(' ');
}

function wordsFor(name: string, range: AxisRange | null, unit: string): string[] {
  if (range === null) return [];
  if ('words' in range) {
    // A word with a space in it would be two.
    const words = range.words.filter((word) => !/[\s|]/.test(word));
    return words.length === 0 ? [] : [`${name}=${words.join('|')}`];
  }
  return [`${name}>=${rounded(range.from, -1)}${unit}`, `${name}<=${rounded(range.to, 1)}${unit}`];
}

/** Below this a number has no three digits to be rounded to. */
const tiny = 1e-290;

/** To three digits, down (-1) or up (1), never past the number itself. */
function rounded(value: number, outward: -1 | 1): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  if (Math.abs(value) < tiny) return Math.sign(value) === outward ? outward * tiny : 0;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 2);
  const steps = Math.round(value / step);
  const found = Number((steps * step).toPrecision(6));
  return (found - value) * outward >= 0 ? found : Number(((steps + outward) * step).toPrecision(6));
}

function isOfAxis(word: string, axis: string, axes: readonly string[]): boolean {
  const wanted = word.toLowerCase();
  if (wanted === 'error' || axis === 'error') return wanted === axis;
  const fitting = fittingAxes(wanted, axes);
  return fitting.length === 1 && axes[fitting[0] ?? 0] === axis;
}

/** The shortest end of a path that no other axis has. */
function nameOf(axis: string, axes: readonly string[]): string {
  const pieces = axis.split('.');
  const ends = pieces.map((_, at) => pieces.slice(pieces.length - 1 - at).join('.'));
  return (
    ends.find(
      (end) => !ownWords.has(end.toLowerCase()) && fittingAxes(end.toLowerCase(), axes).length === 1,
    ) ?? axis
  );
}

/** What is asked of every sweep by these words. */
const ownWords = new Set(['error', 'seeds', 'epochs', 'state', 'point']);

type Reader = (point: SweepPoint) => unknown;

/** By its whole path, or by an end of it that no other axis has: "learningRate", "0.units". */
function readerOf(name: string, axes: readonly string[]): Reader | null {
  const wanted = name.toLowerCase();
  if (wanted === 'error') return ({ objective }) => objective?.mean ?? null;
  if (wanted === 'seeds') return ({ objective }) => objective?.n ?? 0;
  if (wanted === 'epochs') return ({ epoch }) => epoch;
  if (wanted === 'state') return ({ state }) => state;
  if (wanted === 'point') return ({ number }) => number + 1;
  const fitting = fittingAxes(wanted, axes);
  const [at] = fitting;
  return at === undefined || fitting.length > 1 ? null : ({ values }) => values[at];
}

function fittingAxes(wanted: string, axes: readonly string[]): number[] {
  return axes.flatMap((path, at) => {
    const whole = path.toLowerCase();
    return whole === wanted || whole.endsWith(`.${wanted}`) ? [at] : [];
  });
}

/** What is not there compares to nothing. */
function compare(found: unknown, sign: Operator, wanted: string, value: number): boolean {
  if (found === null || found === undefined) return false;
  if (typeof found === 'number' && !Number.isNaN(value)) {
    switch (sign) {
      case '<':
        return found < value;
      case '<=':
        return found <= value;
      case '>':
        return found > value;
      case '>=':
        return found >= value;
      case '=':
        return found === value;
    }
  }
  return sign === '=' && wordOf(found).toLowerCase() === wanted.toLowerCase();
}
