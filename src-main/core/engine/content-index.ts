/**
 * Finds what was made of the same numbers before. Arrays are looked up by a digest and then compared, so a constant of
 * a million numbers costs one pass and no description in words.
 */

export type Numbers = Float32Array | Int32Array | BigInt64Array;

interface Entry<Made> {
  readonly words: Uint32Array;
  readonly made: Made;
}

export class ContentIndex<Made> {
  readonly #entries = new Map<string, Entry<Made>[]>();

  /** What `make` gave for these numbers (bit for bit) under this label; `values` must not change afterwards. */
  once(label: string, values: Numbers, make: () => Made): Made {
    const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
    const key = `${values.constructor.name}${label}#${digestOf(words)}`;
    const alike = this.#entries.get(key) ?? [];
    const known = alike.find((entry) => entry.words.every((word, at) => word === words[at]));
    if (known !== undefined) return known.made;
    const made = make();
    this.#entries.set(key, [...alike, { words, made }]);
    return made;
  }
}

/** FNV-1a over words of 32 bits, with their number. */
function digestOf(words: Uint32Array): string {
  let hash = 0x811c9dc5;
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  return `${words.length}:${hash >>> 0}`;
}
