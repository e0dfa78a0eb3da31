import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Json } from './draft.ts';
import { parseJsonText, writeJson } from './json-text.ts';

test.each([
  ['', 'the text ends where a value is expected', 1, 1],
  ['{\n  "a": 1,\n}', 'a comma stands before the "}"', 3, 1],
  ['[1, 2,]', 'a comma stands before the "]"', 1, 7],
  ['{\n  "a": 1\n  "b": 2\n}', 'a comma or "}" is expected, not \'"\'', 3, 3],
  ['{ "a" 1 }', 'a colon is expected after "a", not "1"', 1, 7],
  ['{ a: 1 }', 'a name in double quotes is expected, not "a"', 1, 3],
  ['{ "a": 1, "a": 2 }', '"a" is said twice', 1, 11],
  ['{ "a": "x\n" }', 'this text has no closing quote', 1, 8],
  ['{ "a": "x', 'this text has no closing quote', 1, 8],
  ['{ "a": "\\x" }', 'there is no such escape in JSON; a backslash is written \\\\', 1, 9],
  ['{ "a": .5 }', '".5" is no value; text stands in double quotes', 1, 8],
  ['{ "a": 05 }', '"05" is no number as JSON writes it', 1, 8],
  ['{ "a": 1e999 }', '1e999 is too large', 1, 8],
  ['{ "a": NaN }', '"NaN" is no value; text stands in double quotes', 1, 8],
  ['{ "a": 1', 'a comma or "}" is expected, not the end of the text', 1, 9],
  ['{} x', 'nothing may follow after the end', 1, 4],
  ['['.repeat(300), 'it is nested too deeply', 1, 202],
])('%j is refused at its very place', (text, problem, line, column) => {
  const parsed = parseJsonText(text);
  expect(parsed).toMatchObject({ value: null, problem, at: { line, column } });
});

test('every setting is found in the text', () => {
  const text = '{\n  "layers": [\n    { "units": 5 },\n    { "units": 6 }\n  ]\n}';
  const { offsets } = parseJsonText(text) as { offsets: ReadonlyMap<string, number> };
  const found = [...offsets].map(([path, offset]) => [path, text.slice(offset, offset + 1)]);
  expect(found).toEqual([
    ['', '{'],
    ['layers', '['],
    ['layers.0', '{'],
    ['layers.0.units', '5'],
    ['layers.1', '{'],
    ['layers.1.units', '6'],
  ]);
});

test('a part stands on one line, what does not fit on several', () => {
  const draft = {
    name: 'a',
    layers: [{ kind: 'dense', units: 5 }],
    none: [],
    text: ['x'.repeat(60), 'y'.repeat(60)],
  };
  expect(writeJson(draft)).toBe(
    [
      '{',
      '  "name": "a",',
      '  "layers": [',
      '    { "kind": "dense", "units": 5 }',
      '  ],',
      '  "none": [],',
      '  "text": [',
      `    "${'x'.repeat(60)}",`,
      `    "${'y'.repeat(60)}"`,
      '  ]',
      '}',
    ].join('\n'),
  );
});

test('what is read is what JSON.parse reads, and what is written reads back', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.integer({ min: 0, max: 3 }), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(parseJsonText(text)).toMatchObject({ value: JSON.parse(text) as Json, problem: null });
      expect(parseJsonText(writeJson(JSON.parse(text) as Json)).value).toEqual(JSON.parse(text));
    }),
  );
});

test('whatever JSON.parse refuses is refused, and nothing else but doubled names and numbers past all bounds', () => {
  const fragments = fc.array(
    fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"b', '1', '-', '.5', 'e3', 'true', ' '),
  );
  fc.assert(
    fc.property(fragments, (pieces) => {
      const text = pieces.join('');
      const parsed = parseJsonText(text);
      if (/ (said twice|is too large)$/.test(parsed.problem ?? '')) return;
      const parse = () => JSON.parse(text) as Json;
      if (parsed.problem === null) expect(parse()).toEqual(parsed.value);
      else expect(parse).toThrow();
    }),
    { numRuns: 2000 },
  );
});
