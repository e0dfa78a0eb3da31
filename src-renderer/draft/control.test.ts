import { expect, test } from 'vitest';

import { controlOf, problemOf, rangeText, valueText } from './control.ts';
import type { Control } from './control.ts';

const number: Control = {
  kind: 'number',
  integer: false,
  minimum: 0,
  maximum: 1000,
  aboveMinimum: false,
  belowMaximum: false,
};

test.each<[object, Control]>([
  [{ type: 'number', minimum: 0, maximum: 1000 }, number],
  [
    { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    { ...number, maximum: 1, aboveMinimum: true, belowMaximum: true },
  ],
  [
    { type: 'integer', minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    { ...number, integer: true, minimum: null, maximum: null },
  ],
  [{ type: 'boolean' }, { kind: 'toggle' }],
  [
    { type: 'string', enum: ['a', 'b'] },
    { kind: 'choice', options: ['a', 'b'] },
  ],
  [
    { type: 'string', minLength: 1 },
    { kind: 'text', shortest: 1, longest: null },
  ],
  [
    { type: 'array', items: { type: 'string' }, maxItems: 3 },
    { kind: 'text-list', most: 3 },
  ],
  [
    {
      anyOf: [
        { const: 'largest', type: 'string' },
        { type: 'number', minimum: 0, maximum: 1000 },
      ],
    },
    { kind: 'number-or-word', number: number, words: ['largest'] },
  ],
  [
    { anyOf: [{ type: 'number', minimum: 0, maximum: 1000 }, { type: 'null' }] },
    { kind: 'optional', inner: number },
  ],
  [
    { type: ['number', 'null'], minimum: 0, maximum: 1000 },
    { kind: 'optional', inner: number },
  ],
  [{ oneOf: [{ const: 1 }, { const: 'two' }] }, { kind: 'choice', options: [1, 'two'] }],
  [{ type: 'object', properties: {} }, { kind: 'json' }],
  [{ anyOf: [{ type: 'number' }, { type: 'boolean' }] }, { kind: 'json' }],
  [{}, { kind: 'json' }],
])('the schema %j is edited by the control that fits', (schema, control) => {
  expect(controlOf(schema as Record<string, unknown>)).toEqual(control);
});

test('a value out of place is told in words', () => {
  const rate = controlOf({ type: 'number', exclusiveMinimum: 0, maximum: 1 });
  const units = controlOf({ type: 'integer', minimum: 1, maximum: 64 });
  const batch = controlOf({ anyOf: [{ const: 'all' }, { type: 'integer', minimum: 1, maximum: 9 }] });
  const last = controlOf({ anyOf: [{ type: 'integer', minimum: 1, maximum: 64 }, { type: 'null' }] });
  const name = controlOf({ type: 'string', minLength: 1, maxLength: 3 });
  expect([
    problemOf(rate, 0.5),
    problemOf(rate, 0),
    problemOf(rate, '0.5'),
    problemOf(units, 1.5),
    problemOf(units, 65),
    problemOf(batch, 'all'),
    problemOf(batch, 'al'),
    problemOf(batch, 10),
    problemOf(last, null),
    problemOf(last, undefined),
    problemOf(name, ''),
    problemOf(name, 'long'),
  ]).toEqual([
    null,
    'Allowed: above 0, up to 1',
    'Give a number',
    'Give a whole number',
    'Allowed: 1 to 64',
    null,
    'Give a number',
    'Allowed: 1 to 9',
    null,
    'Give a number',
    'Give a text',
    'At most 3 characters',
  ]);
});

test('ranges and values can be read at any size', () => {
  expect([
    rangeText(controlOf({ type: 'integer', minimum: 1, maximum: 10_000_000 })),
    rangeText(controlOf({ type: 'number', minimum: 1e-30 })),
    rangeText({ kind: 'toggle' }),
    valueText(1e-10),
    valueText(0.1307),
    valueText([]),
    valueText(true),
    valueText({ kind: 'dense', units: 500, device: '' }),
    valueText(undefined),
  ]).toEqual([
    '1 to 10\u202f000\u202f000',
    'from 1e-30',
    '',
    '1e-10',
    '0.1307',
    'none',
    'yes',
    'dense, units 500, device empty',
    'not set',
  ]);
});
