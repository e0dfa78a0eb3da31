import { expect, test } from 'vitest';

import type { WorkbenchError } from './errors.ts';
import { Registry } from './registry.ts';

const fruits = new Registry('fruit', [{ kind: 'apple' }, { kind: 'pear' }]);

test('a registry gives its parts by name and in order', () => {
  expect({
    pear: fruits.get('pear'),
    found: [fruits.find('pear'), fruits.find('plum'), fruits.find('constructor')],
    kinds: fruits.kinds(),
    all: fruits.all(),
  }).toEqual({
    pear: { kind: 'pear' },
    found: [{ kind: 'pear' }, undefined, undefined],
    kinds: ['apple', 'pear'],
    all: [{ kind: 'apple' }, { kind: 'pear' }],
  });
});

test('an unknown name is refused with the known ones', () => {
  const refusal = (kind: string) => {
    try {
      return fruits.get(kind);
    } catch (error) {
      return (error as WorkbenchError).toRecord();
    }
  };
  const known = 'apple, pear';
  expect(refusal('plum')).toEqual({ code: 'part/unknown', details: { slot: 'fruit', kind: 'plum', known } });
  expect(refusal('constructor')).toMatchObject({ code: 'part/unknown' });
});

test('two parts of one name are a bug', () => {
  expect(() => new Registry('fruit', [{ kind: 'apple' }, { kind: 'apple' }])).toThrow(
    'Bug: two fruit parts are named "apple"',
  );
});
