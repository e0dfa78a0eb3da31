/**
 * Strings of equal length, cut from a text one after the other, and the examples they give: every window of a string with
 * the character after it. No window reaches into another string, so splits by whole strings share no window.
 *
 * Legend: S symbols, W characters of a window, L of a string. A window is an image of W + 1 rows of S values, one-hot; the
 * first row is empty: there a label finds its place.
 */

import { permutation, randomStream } from '../../../../src-shared/base/random.ts';
import type { Split } from '../dataset.ts';

const orderSeed = 20_221_227;
const lit = 255;

/** Whole strings [strings][L], in an order that was drawn once and for all: neighbours in the text come far apart. */
export function stringsOf(codes: Uint8Array, length: number): Uint8Array[] {
  const count = Math.floor(codes.length / length);
  const order = permutation(randomStream(orderSeed, 'text/strings'), count);
  return Array.from(order, (at) => codes.subarray(at * length, (at + 1) * length));
}

/** All windows of some strings, string by string, L - W of each; the label is the code of the next character. */
export function windowsOf(strings: readonly Uint8Array[], window: number, symbols: number): Split {
  const each = Math.max(0, (strings[0]?.length ?? 0) - window);
  const values = (window + 1) * symbols;
  const count = strings.length * each;
  const pixels = new Uint8Array(count * values);
  const labels = new Uint8Array(count);
  strings.forEach((codes, string) => {
    for (let begin = 0; begin < each; begin += 1) {
      const example = string * each + begin;
      labels[example] = codes[begin + window] as number;
      writeWindow(pixels.subarray(example * values, (example + 1) * values), codes, begin, window, symbols);
    }
  });
  return { count, pixels, labels };
}

/** Characters begin .. begin + window - 1 into an image of zeros, [W + 1, S]. */
function writeWindow(
  image: Uint8Array,
  codes: Uint8Array,
  begin: number,
  window: number,
  symbols: number,
): void {
  for (let place = 0; place < window; place += 1)
    image[(place + 1) * symbols + (codes[begin + place] as number)] = lit;
}
