/**
 * From a text to the symbols a net is shown. Hinton's thirty (letters, space, comma, semicolon, full stop), or the
 * commonest thirty characters of the text itself, for languages that these leave out. What has no symbol is left out, and
 * is told.
 *
 * The rule, in this order: accents are taken off Latin letters, all becomes lower case, "?" and "!" become full stops,
 * colons semicolons, dashes and line ends spaces; what then has no symbol is left out; several spaces are one.
 */

export const alphabetKinds = ['english', 'commonest'] as const;
export type AlphabetKind = (typeof alphabetKinds)[number];

/** Letters, space, comma, semicolon and full stop: 30 symbols. Source: Hinton 2022, first draft, Aesop's Fables. */
export const englishSymbols: readonly string[] = [...'abcdefghijklmnopqrstuvwxyz ,;.'];

const mostSymbols = 30;
const standIns: Readonly<Record<string, string>> = { '?': '.', '!': '.', ':': ';' };

export interface EncodedText {
  /** At most 30, of one character each. */
  readonly symbols: readonly string[];
  /** Of each character its place among the symbols. */
  readonly codes: Uint8Array;
  /** Characters that have no symbol, by how often they occurred, the commonest first. */
  readonly leftOut: readonly (readonly [character: string, count: number])[];
  /** Characters that were looked at: those with a symbol, spaces that became one, and those left out. */
  readonly characters: number;
}

export function encodeText(text: string, alphabet: AlphabetKind): EncodedText {
  const characters = [...(alphabet === 'english' ? simplified(text) : spaced(text.toLowerCase()))];
  const symbols = alphabet === 'english' ? englishSymbols : commonest(characters);
  const places = new Map(symbols.map((symbol, place) => [symbol, place]));
  const space = places.get(' ');
  const codes: number[] = [];
  const leftOut = new Map<string, number>();
  for (const character of characters) {
    const code = places.get(character);
    if (code === undefined) leftOut.set(character, (leftOut.get(character) ?? 0) + 1);
    // What was left out may have stood between two spaces; none stands at the start.
    else if (code !== space || (codes.length > 0 && codes.at(-1) !== space)) codes.push(code);
  }
  if (space !== undefined && codes.at(-1) === space) codes.pop();
  return {
    symbols,
    codes: Uint8Array.from(codes),
    leftOut: byCount(leftOut),
    characters: characters.length,
  };
}

/** What the English alphabet makes of characters it lacks, before those that stay without a symbol are left out. */
function simplified(text: string): string {
  const plain = text
    .normalize('NFD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .toLowerCase();
  return spaced(plain.replace(/\p{Pd}/gu, ' ').replace(/[?!:]/g, (found) => standIns[found] ?? found));
}

function spaced(text: string): string {
  return text.replace(/\s+/gu, ' ');
}

function commonest(characters: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
  return byCount(counts)
    .slice(0, mostSymbols)
    .map(([symbol]) => symbol);
}

function byCount(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
}

const names: Readonly<Record<string, string>> = {
  ' ': 'space',
  ',': 'comma',
  ';': 'semicolon',
  '.': 'full stop',
};

/** As a class is called: in a word where the symbol could not be seen, or not be told from what is around it. */
export function nameOfSymbol(symbol: string): string {
  return names[symbol] ?? symbol;
}

const mostNamed = 4;

/** "All 22 400 characters have a symbol", or how many were left out and which most. */
export function wordLeftOut({ leftOut, characters }: EncodedText): string {
  const count = leftOut.reduce((total, [, each]) => total + each, 0);
  if (count === 0) return 'no character left out';
  const named = leftOut.slice(0, mostNamed).map(([character, each]) => `${character} (${each})`);
  const more = leftOut.length > mostNamed ? ' and others' : '';
  return `${count} of ${characters} characters left out: ${named.join(', ')}${more}`;
}
