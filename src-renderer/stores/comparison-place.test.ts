import { expect, test } from 'vitest';

import { listOf, parametersOf, settingsOf, textOfList } from './comparison-place.ts';

test('settings survive the address, and plain ones leave it alone', () => {
  const settings = {
    axis: 'time',
    smoothing: 0.9,
    xLog: true,
    yLog: true,
    folded: false,
    window: [-1.5, 20],
  } as const;
  const parameters = Object.fromEntries(
    Object.entries(parametersOf(settings)).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  expect(settingsOf(parameters)).toEqual(settings);
  expect(new Set(Object.values(parametersOf(settingsOf({}))))).toEqual(new Set([null]));
});

test('an address that makes no sense is taken as plain', () => {
  expect(settingsOf({ axis: 'mass', smoothing: '1.5', window: '9_3', xlog: '1' })).toEqual(settingsOf({}));
});

test('lists keep their order, name nothing twice, and metrics may hold commas', () => {
  expect(listOf({ runs: 'b,a,b,' }, 'runs')).toEqual(['b', 'a']);
  expect(listOf({ metrics: textOfList('metrics', ['loss, mean', 'x']) }, 'metrics')).toEqual([
    'loss, mean',
    'x',
  ]);
  expect(listOf({}, 'runs')).toBeNull();
});
