/** Strings that a net wrote, beside what really stands there. */

import type { Curve } from '../../charts/chart-data.ts';
import { runColour } from '../../ui/run-colours.ts';

export interface Segment {
  readonly text: string;
  /** Begun: given to the net; else whether it says what the real string says there. */
  readonly tone: 'begun' | 'right' | 'wrong';
}

/** Codes [strings, length] as strings. */
export function stringsOf(codes: Uint8Array, length: number, symbols: readonly string[]): string[] {
  return Array.from({ length: length === 0 ? 0 : Math.floor(codes.length / length) }, (_, row) =>
    Array.from(codes.subarray(row * length, (row + 1) * length), (code) => symbols[code] ?? '?').join(''),
  );
}

/** A string in stretches of one tone; the first `begun` characters were given. */
export function segmentsOf(written: string, real: string, begun: number): Segment[] {
  const segments: { text: string; tone: Segment['tone'] }[] = [];
  const expected = [...real];
  for (const [place, character] of [...written].entries()) {
    const tone = place < begun ? 'begun' : character === expected[place] ? 'right' : 'wrong';
    const last = segments.at(-1);
    if (last?.tone === tone) last.text += character;
    else segments.push({ text: character, tone });
  }
  return segments;
}

/** What each row of accuracies is of. */
const saidBy = [
  'With the real characters before',
  'With its own characters before',
  'The commonest symbol, always',
];

/** Accuracy [3, places] in percent over the places of a string, counted from 1; the first `begun` are given. */
export function accuracyCurves(accuracy: ArrayLike<number>, begun: number): Curve[] {
  return rowsOf(accuracy).map((row, at) => ({
    name: saidBy[at] ?? '',
    colour: at === 2 ? 'var(--text-muted)' : runColour(at),
    dashed: at === 2,
    series: { x: row.map((_, place) => begun + place + 1), last: row.map((share) => 100 * share) },
  }));
}

/** Mean of each row of accuracy [3, places], in percent. */
export function meanAccuracies(accuracy: ArrayLike<number>): number[] {
  return rowsOf(accuracy).map((row) => (100 * row.reduce((sum, share) => sum + share, 0)) / row.length);
}

function rowsOf(accuracy: ArrayLike<number>): number[][] {
  const places = accuracy.length / saidBy.length;
  return saidBy.map((_, row) =>
    Array.from({ length: places }, (_share, place) => accuracy[row * places + place] as number),
  );
}
