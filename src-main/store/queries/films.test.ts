import { expect, test } from 'vitest';

import { snapshot } from '../fixtures/sample-record.ts';
import { memoryStore, sampleRun, started } from '../fixtures/sample-run.ts';
import type { RunStore } from '../run-store.ts';

function storeWithFilms(): { store: RunStore; run: string } {
  const store = memoryStore();
  const run = store.createRun(sampleRun);
  store.record(run, [
    started(),
    snapshot(0, 'probe/labels', [2], [7, 0]),
    snapshot(0, 'activity/layer1', [2, 2], [1, 2, 3, 4]),
    snapshot(100, 'activity/layer1', [2, 2], [5, 6, 7, 8]),
    snapshot(200, 'activity/layer1', [2, 2], [9, 10, 11, 255]),
  ]);
  return { store, run };
}

const activity = {
  name: 'activity/layer1',
  shape: [2, 2],
  steps: Float64Array.of(0, 100, 200),
  epochs: Float64Array.of(0, 1, 2),
  lows: Float32Array.of(-0, -100, -200),
  highs: Float32Array.of(0.5, 100.5, 200.5),
  bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255),
};
const labels = {
  name: 'probe/labels',
  shape: [2],
  steps: Float64Array.of(0),
  epochs: Float64Array.of(0),
  lows: Float32Array.of(0),
  highs: Float32Array.of(0.5),
  bytes: Uint8Array.of(7, 0),
};
/** SQLite does not know a zero below zero. */
const film = { ...activity, lows: Float32Array.of(0, -100, -200) };

test('a film holds its moments one after the other; films come by name, or in the order asked for', () => {
  const { store, run } = storeWithFilms();
  expect([
    store.getFilms(run, [], null),
    store.getFilms(run, ['probe/labels', 'no/such', 'activity/layer1'], null),
    store.getFilms(run, ['no/such'], null),
    store.getFilms(store.createRun(sampleRun), [], null),
  ]).toEqual([[film, labels], [labels, film], [], []]);
});

test('only moments after a step are read; a film without such moments is empty', () => {
  const { store, run } = storeWithFilms();
  const empty = { steps: new Float64Array(0), epochs: new Float64Array(0), bytes: new Uint8Array(0) };
  const noRange = { lows: new Float32Array(0), highs: new Float32Array(0) };
  expect(store.getFilms(run, [], 100)).toEqual([
    {
      name: 'activity/layer1',
      shape: [2, 2],
      steps: Float64Array.of(200),
      epochs: Float64Array.of(2),
      lows: Float32Array.of(-200),
      highs: Float32Array.of(200.5),
      bytes: Uint8Array.of(9, 10, 11, 255),
    },
    { name: 'probe/labels', shape: [2], ...empty, ...noRange },
  ]);
});

test('a moment recorded once more replaces the one there', () => {
  const { store, run } = storeWithFilms();
  store.record(run, [{ ...snapshot(200, 'activity/layer1', [2, 2], [0, 0, 0, 1]), low: 3 }]);
  expect(store.getFilms(run, ['activity/layer1'], 100)).toMatchObject([
    { steps: Float64Array.of(200), lows: Float32Array.of(3), bytes: Uint8Array.of(0, 0, 0, 1) },
  ]);
});

test('a run taken back forgets later moments, and films that begin later', () => {
  const { store, run } = storeWithFilms();
  store.record(run, [snapshot(200, 'late', [1], [1])]);
  store.truncateAfter(run, 100);
  const back = store.getFilms(run, [], null).map(({ name, steps }) => [name, [...steps]]);
  store.record(run, [snapshot(200, 'late', [2], [1, 2])]); // of another shape than the film that is gone
  expect([back, store.getFilms(run, ['late'], null)[0]?.shape]).toEqual([
    [
      ['activity/layer1', [0, 100]],
      ['probe/labels', [0]],
    ],
    [2],
  ]);
});

test('a moment that does not fit its shape or its film is told of, and takes no other with it', () => {
  const failures: string[] = [];
  const store = memoryStore({ onFailure: (error) => failures.push(error.message) });
  const run = store.createRun(sampleRun);
  for (const [i, bad] of [
    snapshot(1, 'a', [2, 3], [1, 2, 3]),
    snapshot(1, 'b', [2], [1, 2, 3]),
    { ...snapshot(1, 'b', [1], [1]), low: NaN },
  ].entries()) {
    store.record(run, [snapshot(i, 'b', [1], [i]), bad]);
    store.flush();
  }
  expect([store.getFilms(run, [], null).map(({ name, bytes }) => [name, [...bytes]]), failures]).toEqual([
    [['b', [0, 1, 2]]],
    [
      expect.stringContaining('a should have 6 values at step 1, but has 3'),
      expect.stringContaining('b should have 2 values at step 1, but has 3'),
      expect.stringContaining('NOT NULL'),
    ],
  ]);
});

test('a film keeps one shape', () => {
  const store = memoryStore({ onFailure: () => undefined });
  const run = store.createRun(sampleRun);
  store.record(run, [snapshot(1, 'a', [1, 4], [1, 2, 3, 4]), snapshot(2, 'a', [2, 2], [1, 2, 3, 4])]);
  expect(store.getFilms(run, [], null)).toMatchObject([{ shape: [1, 4], steps: Float64Array.of(1) }]);
});

test('films go with their run, and those of another stay', () => {
  const { store, run } = storeWithFilms();
  const other = store.createRun(sampleRun);
  store.record(other, [snapshot(0, 'activity/layer1', [1], [42])]);
  store.setStatus(run, 'stopped');
  store.deleteRun(run);
  expect([store.getFilms(other, [], null)[0]?.bytes, store.checkIntegrity()]).toEqual([
    Uint8Array.of(42),
    [],
  ]);
});
