import { expect, test } from 'vitest';

import { applySettings, parseSetting } from './settings.ts';

const draft = { seed: 1, layers: [{ kind: 'dense', units: 500 }], optimizer: { kind: 'adam', beta1: 0.9 } };
const set = (...texts: string[]): unknown => applySettings(draft, texts.map(parseSetting));

test('settings are JSON, else text, and the draft stays as it was', () => {
  expect([
    set('layers.0.units=50', 'layers.1={"kind":"dense"}', 'name=my net', 'measures.examples=100', 'a.b=x=y'),
    set('optimizer.kind=smoothed-sgd', 'optimizer.smoothing=0.5'),
    set('optimizer.kind=adam'),
    set(),
  ]).toEqual([
    {
      ...draft,
      layers: [{ kind: 'dense', units: 50 }, { kind: 'dense' }],
      name: 'my net',
      measures: { examples: 100 },
      a: { b: 'x=y' },
    },
    { ...draft, optimizer: { kind: 'smoothed-sgd', smoothing: 0.5 } },
    draft,
    draft,
  ]);
  expect(draft.layers).toEqual([{ kind: 'dense', units: 500 }]);
});

test('a list can be made longer by its last entry, or shorter', () => {
  const two = { layers: [{ units: 3 }, { units: 5 }] };
  const resized = (length: number) => applySettings(two, [parseSetting(`layers.length=${length}`)]);
  expect([resized(4), resized(2), resized(1)]).toEqual([
    { layers: [{ units: 3 }, { units: 5 }, { units: 5 }, { units: 5 }] },
    two,
    { layers: [{ units: 3 }] },
  ]);
  const [, , third, fourth] = (resized(4) as typeof two).layers;
  expect(third).not.toBe(fourth);
});

test.each([
  ['layers.length=0', 'layers.length is 0'],
  ['layers.length=1.5', 'layers.length is 1.5'],
  ['layers.length=many', 'layers.length is "many"'],
  ['layers.7.units=5', 'layers has one entry, so there is no layers.7.'],
  ['layers.first=5', 'layers has one entry, so there is no layers.first.'],
  ['seed.value=5', 'seed is 1 and has no settings inside.'],
  ['seed', '"seed" is no setting.'],
  ['=5', '"=5" is no setting.'],
  ['a..b=5', '"a..b=5" is no setting.'],
  ['__proto__.polluted=5', '"__proto__.polluted=5" is no setting.'],
])('%s is refused in words', (text, message) => {
  expect(() => set(text)).toThrow(message);
});

test('a name that objects inherit is a setting like any other', () => {
  const changed = set('constructor.prototype.polluted=5') as Record<string, unknown>;
  expect(Object.hasOwn(changed, 'constructor')).toBe(true);
  expect('polluted' in {}).toBe(false);
});
