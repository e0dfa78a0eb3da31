/** What a text becomes: symbols by the stated rule, strings that share no window, splits that share no string. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createPart } from '../../../../src-shared/spec/part.ts';
import type { PartChoice } from '../../../../src-shared/spec/part.ts';
import { addDataset, describeAdded } from '../added-datasets.ts';
import type { Dataset, DatasetLoader, Split } from '../dataset.ts';
import { temporaryFolder } from '../encode-idx.fixture.ts';
import { datasetParts } from '../index.ts';
import { encodeText, englishSymbols } from './alphabet.ts';
import { stringsOf, windowsOf } from './strings.ts';
import { textFile } from './text.ts';

const read = (choice: PartChoice, folder = '/nowhere'): Promise<Dataset> =>
  createPart<DatasetLoader>(datasetParts, choice).load({ folder });
const refusal = (promise: () => Promise<unknown>): Promise<string> =>
  promise().then(
    () => 'it was taken',
    (error: unknown) => (error as Error).message.replace(/\/tmp\/[^/]+/, 'FOLDER'),
  );

/** What stands in a window and comes after it. */
function written({ inputSize, image }: Dataset, { pixels, labels }: Split, index: number): string {
  const symbols = image.symbols ?? [];
  const rows = Array.from({ length: image.height - 1 }, (_, row) => {
    const from = index * inputSize + (row + 1) * image.width;
    return symbols[pixels.subarray(from, from + image.width).indexOf(255)];
  });
  return `${rows.join('')}|${symbols[labels[index] as number]}`;
}

test('letters lose their accents and their case, marks have stand-ins, the rest is left out and told', () => {
  const { symbols, codes, leftOut } = encodeText('“Ça va?” —  Sirrah: 2 plus 2!\n', 'english');
  expect([Array.from(codes, (code) => symbols[code]).join(''), leftOut]).toEqual([
    'ca va. sirrah; plus .',
    [
      ['2', 2],
      ['“', 1],
      ['”', 1],
    ],
  ]);
});

test('a text of any kind becomes symbols of its alphabet, spaces one by one', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('english', 'commonest'),
      (text, alphabet) => {
        const { symbols, codes, leftOut, characters } = encodeText(text, alphabet);
        const back = Array.from(codes, (code) => symbols[code]).join('');
        expect(symbols.length).toBeLessThanOrEqual(30);
        expect(back).not.toMatch(/^ | $| {2}/);
        const left = leftOut.reduce((total, [, count]) => total + count, 0);
        expect(codes.length + left).toBeLessThanOrEqual(characters);
        // What was made of it stays as it is.
        if (alphabet === 'english') expect(encodeText(back, alphabet).codes).toEqual(codes);
      },
    ),
  );
});

test('strings are stretches of the text, each once, and windows never leave theirs', () => {
  const text = fc.uint8Array({ min: 0, max: 4, maxLength: 200 });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 12 }), fc.nat({ max: 5 }), (codes, length, shorter) => {
      const strings = stringsOf(codes, length);
      const window = Math.max(1, length - 1 - shorter);
      const { count, pixels, labels } = windowsOf(strings, window, 5);
      expect(strings.map((each) => each.byteOffset).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: Math.floor(codes.length / length) }, (_, at) => codes.byteOffset + at * length),
      );
      expect(count).toBe(strings.length * (length - window));
      for (let example = 0; example < count; example += 1) {
        const own = strings[Math.floor(example / (length - window))] as Uint8Array;
        const begin = example % (length - window);
        const image = pixels.subarray(example * (window + 1) * 5, (example + 1) * (window + 1) * 5);
        const rows = Array.from({ length: window }, (_, row) =>
          image.subarray((row + 1) * 5, (row + 2) * 5).indexOf(255),
        );
        expect([...rows, labels[example]]).toEqual([...own.subarray(begin, begin + window + 1)]);
        expect(image.reduce((lit, value) => lit + (value === 0 ? 0 : 1), 0)).toBe(window);
      }
    }),
  );
});

test("Aesop's Fables come with the program: thirty symbols, windows of ten, splits by whole strings", async () => {
  const fables = await read({ kind: 'text' });
  const { train, validation, test: tested } = fables.splits;
  expect([fables.image, fables.classNames.length, train.count, validation.count, tested.count]).toEqual([
    { height: 11, width: 30, channels: 1, symbols: englishSymbols },
    30,
    181 * 90,
    25 * 90,
    25 * 90,
  ]);
  expect(fables.text).toEqual({ window: 10, perString: 90 });
  expect(fables.classNames.slice(25)).toEqual(['z', 'space', 'comma', 'semicolon', 'full stop']);
  const first = written(fables, train, 0);
  expect(first).toMatch(/^[a-z ,;.]{10}[|][a-z ,;.]$/);
  expect(written(fables, train, 1).slice(0, 10)).toBe(`${first.slice(1, 10)}${first.at(-1)}`);
});

test('an added text becomes a dataset, in the alphabet that goes with it', async () => {
  const folder = await temporaryFolder();
  const add = (name: string, text: string) =>
    addDataset(name, [{ name: `${name}.txt`, bytes: Buffer.from(text) }], { folder });
  await add('verse', 'The quick brown fox jumps over the lazy dog. '.repeat(20));
  await add('basnya', 'Вороне где-то бог послал кусочек сыру; '.repeat(30));
  const listed = await describeAdded({ folder });
  expect(listed.map(({ choice }) => choice)).toEqual([
    {
      kind: 'text',
      name: 'basnya',
      alphabet: 'commonest',
      trainStrings: 9,
      validationStrings: 1,
      testStrings: 1,
    },
    {
      kind: 'text',
      name: 'verse',
      alphabet: 'english',
      trainStrings: 6,
      validationStrings: 1,
      testStrings: 1,
    },
  ]);
  const russian = await read(listed[0]?.choice ?? { kind: '' }, folder);
  expect(written(russian, russian.splits.train, 0)).toMatch(/^[а-я ;-]{10}[|][а-я ;-]$/);
  expect(listed[1]?.readFrom).toBe('899 characters of text, no character left out');
});

test('what cannot be read as text, or asked of it, is said in one sentence', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'russian'));
  await writeFile(join(folder, 'russian', textFile), 'Вороне бог послал. '.repeat(100));
  const add = (bytes: Uint8Array) => addDataset('a', [{ name: 'a.txt', bytes }], { folder });
  expect({
    short: await refusal(() => add(Buffer.from('abc'))),
    empty: await refusal(() => add(Buffer.from(''))),
    bytes: await refusal(() => add(Buffer.of(0x61, 0xff, 0x62))),
    window: await refusal(async () => read({ kind: 'text', length: 10, window: 10 })),
    strings: await refusal(() => read({ kind: 'text', trainStrings: 1000 })),
    alphabet: await refusal(() => read({ kind: 'text', name: 'russian', trainStrings: 1 }, folder)),
    missing: await refusal(() => read({ kind: 'text', name: 'nobody' }, folder)),
    keys: await refusal(async () => read({ kind: 'associative-recall', keys: 2, pairs: 3 })),
  }).toMatchInlineSnapshot(`
    {
      "alphabet": "The alphabet "english" lacks most of what russian is written with: 1500 of 1900 characters left out: о (400), л (200), а (100), б (100) and others.",
      "bytes": "a.txt is damaged at byte 1: from there on it is no text in UTF-8.",
      "empty": "The text a holds 0 characters that have a symbol, and at least 3 strings of 100 are needed.",
      "keys": "The experiment is not valid: dataset: 3 pairs want 3 different keys, and there are 2.",
      "missing": "The dataset nobody is not there: FOLDER/nobody/text.txt was not found.",
      "short": "The text a holds 3 characters that have a symbol, and at least 3 strings of 100 are needed.",
      "strings": "Aesop's Fables has 23148 characters, which are 231 strings of 100, and the experiment asks for 1050.",
      "window": "The experiment is not valid: dataset: strings of 10 characters are no longer than a window of 10, so that nothing comes after it.",
    }
  `);
});

test('in associative recall the class is the value that stands behind the key asked for, every key once', async () => {
  const recall = await read({ kind: 'associative-recall', pairs: 4, trainExamples: 200 });
  const { train } = recall.splits;
  for (let index = 0; index < train.count; index += 1) {
    const [window = ''] = written(recall, train, index).split('|');
    const value = recall.classNames[train.labels[index] as number] as string;
    expect(window).toMatch(/^([a-h]\d){4}[a-h]$/);
    expect(window.slice(0, -1).split(window.at(-1) as string)).toEqual([
      expect.any(String),
      expect.stringMatching(new RegExp(`^${value}`)),
    ]);
  }
  const again = await read({ kind: 'associative-recall', pairs: 4, trainExamples: 300 });
  expect(again.splits.train.pixels.subarray(0, train.pixels.length)).toEqual(train.pixels);
});
