/**
 * JSON as text that people edit: where exactly it cannot be read, on which line each setting stands, and a layout that
 * keeps a part on one line. JSON.parse does not tell positions reliably and takes a doubled key without a word, hence
 * this parser.
 */

import { pathText } from './draft.ts';
import type { Json } from './draft.ts';

export interface TextPlace {
  /** Characters from the start. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export type ParsedJson =
  | { readonly value: Json; readonly problem: null; readonly offsets: ReadonlyMap<string, number> }
  | { readonly value: null; readonly problem: string; readonly at: TextPlace };

/** `offsets` tells for each path ("layers.0.units") where its value begins. */
export function parseJsonText(text: string): ParsedJson {
  const reader = new JsonReader(text);
  try {
    return { value: reader.readAll(), problem: null, offsets: reader.offsets };
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown;
    return { value: null, problem: thrown.message, at: placeOf(text, thrown.offset) };
  }
}

export function placeOf(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { offset, line: before.split('\n').length, column: offset - lineStart + 1 };
}

/** What can be read beside the form. */
const lineWidth = 64;

/** Two spaces a level; what fits on one line stands on one line, but the outermost object never does. */
export function writeJson(value: Json, indent = ''): string {
  const list = Array.isArray(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = list
    ? value.map((item) => ['', item] as const)
    : Object.entries(value).map(([key, inner]) => [`${JSON.stringify(key)}: `, inner] as const);
  const [open, close] = list ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return open + close;
  const oneLine = entries.map(([key, inner]) => key + writeOnOneLine(inner)).join(', ');
  if (indent !== '' && indent.length + oneLine.length <= lineWidth && !holdsObjects(value)) {
    return list ? `[${oneLine}]` : `{ ${oneLine} }`;
  }
  const deeper = `${indent}  `;
  const lines = entries.map(([key, inner]) => deeper + key + writeJson(inner, deeper));
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function writeOnOneLine(value: Json): string {
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ').replace(/\[ /g, '[').replace(/ \]/g, ']');
}

function holdsObjects(value: Json[] | { [key: string]: Json }): boolean {
  return Object.values(value).some((inner) => typeof inner === 'object' && inner !== null);
}

class Unreadable extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const deepest = 200;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const stringPattern = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/uy;

class JsonReader {
  readonly offsets = new Map<string, number>();
  readonly #text: string;
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): Json {
    const value = this.#readValue();
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#refuse('nothing may follow after the end');
    return value;
  }

  #readValue(): Json {
    this.#skipSpace();
    this.offsets.set(pathText(this.#path), this.#at);
    if (this.#path.length > deepest) this.#refuse('it is nested too deeply');
    const character = this.#text[this.#at];
    if (character === undefined) this.#refuse('the text ends where a value is expected');
    if (character === '{') return this.#readObject();
    if (character === '[') return this.#readList();
    if (character === '"') return this.#readString();
    if (/[-\d]/.test(character)) return this.#readNumber();
    for (const [word, value] of [
      ['true', true] as const,
      ['false', false] as const,
      ['null', null] as const,
    ]) {
      if (this.#take(word)) return value;
    }
    return this.#refuse(`${this.#shown()} is no value; text stands in double quotes`);
  }

  #readObject(): Json {
    const object: { [key: string]: Json } = Object.create(null) as { [key: string]: Json };
    this.#at += 1;
    this.#skipSpace();
    if (this.#take('}')) return {};
    do {
      this.#skipSpace();
      const start = this.#at;
      if (this.#text[start] !== '"') {
        this.#refuse(
          this.#text[start] === '}'
            ? 'a comma stands before the "}"'
            : `a name in double quotes is expected, not ${this.#shown()}`,
        );
      }
      const key = this.#readString();
      if (key in object) this.#refuse(`"${key}" is said twice`, start);
      this.#skipSpace();
      if (!this.#take(':')) this.#refuse(`a colon is expected after "${key}", not ${this.#shown()}`);
      this.#path.push(key);
      object[key] = this.#readValue();
      this.#path.pop();
      this.#skipSpace();
    } while (this.#take(','));
    if (!this.#take('}')) this.#refuse(`a comma or "}" is expected, not ${this.#shown()}`);
    return { ...object };
  }

  #readList(): Json {
    const list: Json[] = [];
    this.#at += 1;
    this.#skipSpace();
    if (this.#take(']')) return list;
    do {
      this.#skipSpace();
      if (this.#text[this.#at] === ']') this.#refuse('a comma stands before the "]"');
      this.#path.push(list.length);
      list.push(this.#readValue());
      this.#path.pop();
      this.#skipSpace();
    } while (this.#take(','));
    if (!this.#take(']')) this.#refuse(`a comma or "]" is expected, not ${this.#shown()}`);
    return list;
  }

  #readString(): string {
    const start = this.#at;
    stringPattern.lastIndex = start;
    this.#at += stringPattern.exec(this.#text)?.[0].length ?? 0;
    const end = this.#text[this.#at];
    if (end === undefined || end === '\n') this.#refuse('this text has no closing quote', start);
    if (end === '\\') this.#refuse('there is no such escape in JSON; a backslash is written \\\\');
    if (end !== '"') this.#refuse('a control character must be written as an escape');
    this.#at += 1;
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #readNumber(): number {
    numberPattern.lastIndex = this.#at;
    const digits = numberPattern.exec(this.#text)?.[0] ?? '';
    const next = this.#text[this.#at + digits.length] ?? ' ';
    if (digits === '' || /[\w.+-]/.test(next))
      this.#refuse(`${this.#shown()} is no number as JSON writes it`);
    const value = Number(digits);
    if (!Number.isFinite(value)) this.#refuse(`${digits} is too large`);
    this.#at += digits.length;
    return value;
  }

  #skipSpace(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1;
  }

  #take(word: string): boolean {
    const found = this.#text.startsWith(word, this.#at);
    if (found) this.#at += word.length;
    return found;
  }

  /** What stands here, for a message. */
  #shown(): string {
    const word = /^[\w.+-]{1,24}|^[^]/u.exec(this.#text.slice(this.#at))?.[0];
    return word === undefined ? 'the end of the text' : JSON.stringify(word).replace(/^"\\""$/, "'\"'");
  }

  #refuse(message: string, offset = this.#at): never {
    throw new Unreadable(offset, message);
  }
}
