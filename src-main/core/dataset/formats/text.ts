/**
 * Plain text as examples of "which character comes next": each is a window of characters, one row of the image per
 * character, one-hot over the alphabet; the label is the character after it. The first row is left empty: there a label
 * in the first pixels finds its place. The alphabet: the commonest thirty characters, after everything was made lower
 * case and blanks and line ends one space; other characters are left out. The last tenth of the text is for testing.
 * Source: Hinton, first draft of "The Forward-Forward algorithm" (Aesop's Fables, 30 symbols, windows of 10).
 */

import type { Split } from '../dataset.ts';
import { checkValues, damaged, refused } from './format.ts';
import type { DatasetFormat, SourceFile } from './format.ts';

const windowCharacters = 10;
const mostSymbols = 30;
const testShare = 0.1;
const leastCharacters = 100;
const lit = 255;

export const text: DatasetFormat = {
  kind: 'text',
  label: 'plain text (.txt, UTF-8)',
  takes: (files) => Promise.resolve(files.length > 0 && files.every(({ path }) => /[.]txt$/i.test(path))),
  read: async (files) => {
    const whole: string[] = [];
    for (const file of files) whole.push(decodeText(file, await file.read()));
    const { symbols, indexes } = encodeText(whole.join('\n'));
    const shown = files[0]?.shown ?? 'The text';
    if (indexes.length < leastCharacters || symbols.length < 2)
      throw refused(
        `${shown} holds ${indexes.length} characters, ${symbols.length} of them different`,
        `Take a text of at least ${leastCharacters}.`,
      );
    const image = { height: windowCharacters + 1, width: symbols.length, channels: 1 };
    checkValues(shown, indexes.length, image);
    const trained = Math.floor(indexes.length * (1 - testShare));
    return {
      image,
      classNames: symbols.map((symbol) => (symbol === ' ' ? 'space' : symbol)),
      training: windows(indexes.subarray(0, trained), symbols.length),
      validation: null,
      test: windows(indexes.subarray(trained), symbols.length),
      readFrom: `text: the character after ${windowCharacters} others, of ${symbols.length} symbols`,
    };
  },
};

/** Symbols, the commonest first, and the text as their indexes. */
export function encodeText(whole: string): {
  readonly symbols: readonly string[];
  readonly indexes: Uint8Array;
} {
  const characters = [...whole.toLowerCase().replace(/\s+/gu, ' ').trim()];
  const counts = new Map<string, number>();
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
  const order = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  const symbols = order.slice(0, mostSymbols).map(([symbol]) => symbol);
  const places = new Map(symbols.map((symbol, index) => [symbol, index]));
  return {
    symbols,
    indexes: Uint8Array.from(characters.flatMap((character) => places.get(character) ?? [])),
  };
}

/** All windows of a stretch of text that have a character after them. */
function windows(indexes: Uint8Array, symbols: number): Split {
  const count = Math.max(0, indexes.length - windowCharacters);
  const values = (windowCharacters + 1) * symbols;
  const pixels = new Uint8Array(count * values);
  for (let example = 0; example < count; example += 1)
    for (let place = 0; place < windowCharacters; place += 1)
      pixels[example * values + (place + 1) * symbols + (indexes[example + place] as number)] = lit;
  return { count, pixels, labels: indexes.slice(windowCharacters) };
}

/** Error: dataset/damaged, at the first byte that is no text. */
function decodeText(file: SourceFile, bytes: Uint8Array): string {
  const isText = (length: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), {
        stream: length < bytes.length,
      });
      return true;
    } catch {
      return false;
    }
  };
  const zero = bytes.indexOf(0);
  if (zero !== -1) throw damaged(file, zero, 'it holds a zero byte, which no text does');
  if (isText(bytes.length)) return new TextDecoder().decode(bytes);
  // The longest beginning that is text, by halves.
  let [sound, broken] = [0, bytes.length];
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (isText(middle)) sound = middle;
    else broken = middle;
  }
  throw damaged(file, sound, 'from there on it is no text in UTF-8');
}
