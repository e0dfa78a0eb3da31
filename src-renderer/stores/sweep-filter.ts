/**
 * Which points of a sweep a question leaves: "learningRate<0.01 units=200 error<5% done". Every word must hold; a word that
 * compares nothing is looked for in the point's state and values. Pure, and quick for ten thousand points.
 */

import { wordOf } from '../../src-shared/spec/sweep-points.ts';
import type { SweepPoint } from '../../src-shared/views/sweep-results.ts';

export interface FilteredPoints {
  readonly points: readonly SweepPoint[];
  /** What could not be understood, as a sentence; then that word is left out. */
  readonly problems: readonly string[];
}

type Test = (point: SweepPoint) => boolean;
type Operator = '<' | '<=' | '>' | '>=' | '=' | '!=';

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
  const value = wanted.endsWith('%') ? Number(wanted.slice(0, -1)) / 100 : Number(wanted);
  return (point) => compare(read(point), sign as Operator, wanted, value);
}

type Reader = (point: SweepPoint) => unknown;

/** By its whole path, or by an end of it that no other axis has: "learningRate", "0.units". */
function readerOf(name: string, axes: readonly string[]): Reader | null {
  const wanted = name.toLowerCase();
  if (wanted === 'error') return ({ objective }) => objective?.mean ?? null;
  if (wanted === 'seeds') return ({ objective }) => objective?.n ?? 0;
  if (wanted === 'epochs') return ({ epoch }) => epoch;
  if (wanted === 'state') return ({ state }) => state;
  if (wanted === 'point') return ({ number }) => number + 1;
  const fitting = axes.flatMap((path, at) => {
    const whole = path.toLowerCase();
    return whole === wanted || whole.endsWith(`.${wanted}`) ? [at] : [];
  });
  const [at] = fitting;
  return at === undefined || fitting.length > 1 ? null : ({ values }) => values[at];
}

function compare(found: unknown, sign: Operator, wanted: string, value: number): boolean {
  if (found === null || found === undefined) return sign === '!=';
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
      case '!=':
        return found !== value;
    }
  }
  const isSame = wordOf(found).toLowerCase() === wanted.toLowerCase();
  return sign === '=' ? isSame : sign === '!=' && !isSame;
}
