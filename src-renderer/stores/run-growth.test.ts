/**
 * What is recorded while the program is just answering is asked for afterwards, also where nothing is recorded after it:
 * the last measure of a run that ends. Svelte's runes are plain values here.
 */

import { beforeEach, expect, test, vi } from 'vitest';

import type { SnapshotFilm } from '../../src-shared/views/snapshot-view.ts';
import { seriesOf } from './counted-series.fixture.ts';

/** How many points and moments the run has. */
let recorded = 0;
/** Sends the answers on their way, the oldest first. */
const onTheirWay: (() => void)[] = [];

/** Moments 1 .. `recorded` after a step. */
function filmOf(name: string, afterStep: number | null): SnapshotFilm {
  const steps = Float64Array.from({ length: recorded }, (_, index) => index + 1).filter(
    (step) => step > (afterStep ?? 0),
  );
  const each = new Float32Array(steps.length);
  return { name, shape: [1], steps, epochs: steps, lows: each, highs: each, bytes: new Uint8Array(each) };
}

const answers: Record<string, (input: never) => unknown> = {
  'series/window': ({ series, from }: { series: { metric: string }[]; from: number | null }) =>
    series.map(({ metric }) => ({ ...seriesOf(recorded, from), metric })),
  'series/films': ({ names, afterStep }: { names: string[]; afterStep: number | null }) =>
    names.map((name) => filmOf(name, afterStep)),
};
const workbench = {
  /** Reads at once what there is; the answer arrives when it is sent. */
  call(query: string, input: never): Promise<unknown> {
    const answer = answers[query]?.(input);
    return new Promise((resolve) => onTheirWay.push(() => resolve(answer)));
  },
};
const state = Object.assign(<T>(value: T): T => value, { raw: <T>(value: T): T => value });

beforeEach(() => {
  [recorded, onTheirWay.length] = [0, 0];
  vi.stubGlobal('$state', state);
  vi.doMock('./workbench.svelte.ts', () => ({ workbench, wordsOf: String }));
});

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Sends whatever is asked until nothing is. */
async function sendAll(): Promise<void> {
  for (let answer = onTheirWay.shift(); answer !== undefined; answer = onTheirWay.shift()) {
    answer();
    await turn();
  }
}

async function curvesOf(count: number) {
  const { RunCurves, wholeWindow } = await import('./run-curves.svelte.ts');
  const curves = new RunCurves('r');
  recorded = count;
  void curves.ask(['m'], 'step', 0, wholeWindow);
  return curves;
}

test('a curve has the point that was recorded while the curve was first asked for', async () => {
  const curves = await curvesOf(1);
  recorded = 3;
  void curves.grow();
  await sendAll();
  expect(curves.series.get('m')).toEqual(seriesOf(3, null));
});

test('a curve has the point that was recorded while what is new was asked for', async () => {
  const curves = await curvesOf(1);
  await sendAll();
  recorded = 2;
  void curves.grow();
  await turn();
  recorded = 3;
  void curves.grow();
  await sendAll();
  expect(curves.series.get('m')).toEqual(seriesOf(3, null));
});

test('a film has the moment that was recorded while what is new was asked for', async () => {
  const { Films } = await import('./films.svelte.ts');
  const films = new Films('r');
  recorded = 1;
  void films.grow(['f']);
  await turn();
  recorded = 3;
  void films.grow(['f']);
  await sendAll();
  expect([...films.steps(['f'])]).toEqual([1, 2, 3]);
});

test('films of a run that went back are there again, though an answer was on its way', async () => {
  const { Films } = await import('./films.svelte.ts');
  const films = new Films('r');
  recorded = 3;
  void films.grow(['f']);
  await turn();
  recorded = 2;
  films.restart();
  void films.grow(['f']);
  await sendAll();
  expect([...films.steps(['f'])]).toEqual([1, 2]);
  expect(films.loaded).toBe(true);
});
