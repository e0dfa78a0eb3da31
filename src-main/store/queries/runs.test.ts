import { expect, test } from 'vitest';

import { evaluated, finished, memoryStore, sampleRun, sampleSpec, started } from '../fixtures/sample-run.ts';
import type { RunStore } from '../run-store.ts';

/** A store whose clock moves on an hour at every look. */
function storeWithClock(): RunStore {
  let hours = 0;
  return memoryStore({ now: () => new Date(Date.UTC(2025, 0, 1, (hours += 1))) });
}

test('runs are listed newest first, without archived ones unless asked, as filters say', () => {
  const store = storeWithClock();
  const [a, b, c] = [1, 2, 3].map((seed) => store.createRun({ ...sampleRun, spec: { ...sampleSpec, seed } }));
  const other = store.createRun({ ...sampleRun, spec: { ...sampleSpec, layers: [] } });
  store.record(String(b), [started(), finished(1)]);
  store.annotate(String(c), { archived: true });
  const { configurationHash } = store.getRun(String(a));
  const ids = (...args: Parameters<RunStore['listRuns']>): string[] =>
    store.listRuns(...args).map((run) => run.runId);
  expect([
    ids(),
    ids({ includeArchived: true }),
    ids({ status: ['completed'] }),
    ids({ status: ['queued', 'completed'], limit: 2 }),
    ids({ configurationHash, includeArchived: true }),
    ids({ status: [] }),
  ]).toEqual([[other, b, a], [other, c, b, a], [b], [other, b], [c, b, a], []]);
});

test('an id may be shortened to any piece no other run has', () => {
  const store = storeWithClock();
  const [first, second] = [store.createRun(sampleRun), store.createRun(sampleRun)] as [string, string];
  expect([
    store.resolveRun(first),
    store.resolveRun(second.slice(9, 15)),
    store.resolveRun(first.slice(-4).toUpperCase()),
  ]).toEqual([first, second, first]);
  expect(() => store.resolveRun('20250101')).toThrow(`"20250101" fits several runs: ${second}, ${first}.`);
  for (const unknown of ['nothing', '', '%', '  '])
    expect(() => store.resolveRun(unknown)).toThrow('There is no run');
});

test('evaluations of many runs are their histories, in the order and under the ids asked for', () => {
  const store = storeWithClock();
  const runs = [1, 2, 3].map(() => store.createRun(sampleRun)) as [string, string, string];
  store.record(runs[0], [evaluated(200, 0.2), evaluated(200, 0.2, true)]);
  store.record(runs[0], [evaluated(100, 0.3)]);
  store.record(runs[2], [evaluated(100, 0.4)]);
  const piece = runs[0].slice(-4);
  const asked = [runs[2], piece, runs[1], runs[2]];
  const answer = store.getEvaluations(asked);
  expect(answer).toEqual(asked.map((run) => ({ run, points: store.getRun(run).history })));
  expect(answer.map(({ points }) => points.map(({ step, final }) => [step, final]))).toEqual([
    [[100, false]],
    [
      [100, false],
      [200, false],
      [200, true],
    ],
    [],
    [[100, false]],
  ]);
  expect(() => store.getEvaluations([runs[0], 'nothing', ''])).toThrow('There is no run "nothing"');
});
