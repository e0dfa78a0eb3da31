/** Runs of an experiment are found by what decides their numbers, and few others are read for that. */

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { memoryStore, sampleRun } from '../store/fixtures/sample-run.ts';
import { specsOf } from './claims.ts';
import { ExperimentRuns, runsOfExperiments } from './experiment-runs.ts';
import { byExperiment, experimentHash, newestOf } from './reproduction.ts';

const wanted = specsOf({ preset: 'quick-start', settings: {} }, [1, 2]);
const [first, second] = wanted as [ExperimentSpec, ExperimentSpec];

/** Each differs from what is wanted by one thing; the engine and the name decide nothing. */
const changes: readonly ((spec: ExperimentSpec) => ExperimentSpec)[] = [
  (spec) => ({ ...spec, optimizer: { ...spec.optimizer, learningRate: 0.02 } }),
  (spec) => ({ ...spec, training: { ...spec.training, epochs: 7 } }),
  (spec) => ({ ...spec, seed: 3 }),
  (spec) => ({ ...spec, optimizer: { ...spec.optimizer, weightDecay: 0.5 } }),
  (spec) => ({ ...spec, name: 'another name', engine: { kind: 'reference', threads: 1, device: 'auto' } }),
];
const isTheSame = (change: number | null): boolean => change === null || change === changes.length - 1;

test('those of the experiments are found among any others, whatever trained them', async () => {
  const anyRun = fc.record({
    spec: fc.constantFrom(first, second),
    change: fc.option(fc.nat(changes.length - 1)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anyRun, { maxLength: 8 }), async (runs) => {
      const store = memoryStore();
      const expected = new Set<string>();
      for (const { spec, change } of runs) {
        const changed = change === null ? spec : (changes[change]?.(spec) ?? spec);
        const id = store.createRun({ ...sampleRun, spec: changed });
        if (isTheSame(change)) expected.add(id);
      }
      let reads = 0;
      const source = {
        runTable: (ids: readonly string[], after: number | null) => store.runTable(ids, after),
        getRun: (run: string) => {
          reads += 1;
          return store.getRun(run);
        },
      };
      const candidates = await runsOfExperiments(source, wanted, ['queued']);
      const found = [...byExperiment(candidates)].flatMap(([hash, list]) =>
        wanted.some((spec) => experimentHash(spec) === hash) ? list : [],
      );
      expect(new Set(found.map(({ runId }) => runId))).toEqual(expected);
      // Another learning rate, number of epochs or seed is told apart without reading the run.
      const others = runs.filter(({ change }) => change !== null && change < 3).length;
      expect(reads).toBe(runs.length - others);
      for (const run of newestOf(wanted, byExperiment(candidates), ['completed'])) expect(run).toBeNull();
    }),
    { numRuns: 25 },
  );
});

test('after the first question only runs that changed are looked at, and deleted ones are gone', async () => {
  const store = memoryStore();
  const one = store.createRun({ ...sampleRun, spec: first });
  const other = store.createRun({ ...sampleRun, spec: second });
  const reads: string[] = [];
  const source = {
    runTable: (ids: readonly string[], after: number | null) => store.runTable(ids, after),
    getRun: (run: string) => {
      reads.push(run);
      return store.getRun(run);
    },
  };
  const runs = new ExperimentRuns(source, wanted);
  const ids = async (): Promise<string[]> => (await runs.now()).map(({ runId }) => runId).sort();
  expect(await ids()).toEqual([one, other].sort());
  reads.length = 0;
  expect(await ids()).toEqual([one, other].sort());
  expect(reads).toEqual([]);
  store.annotate(one, { addTags: ['seen'] });
  expect((await runs.now()).find(({ runId }) => runId === one)?.tags).toEqual(['seen']);
  expect(reads).toEqual([one]);
  store.deleteRun(other, true);
  // Asked twice at once, it answers twice alike.
  expect(await Promise.all([ids(), ids()])).toEqual([[one], [one]]);
});
