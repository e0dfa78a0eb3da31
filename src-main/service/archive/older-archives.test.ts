import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { configurationHash, parseSpec, specHash } from '../../../src-shared/spec/experiment-spec.ts';
import { answerNames } from '../../../src-shared/views/answer-names.ts';
import type { RunDetail } from '../../../src-shared/views/run-view.ts';
import { catalogue } from '../../core/catalogue.ts';
import { memoryStore } from '../../store/fixtures/sample-run.ts';
import type { RunStore } from '../../store/run-store.ts';
import { sourceResources } from '../resources.ts';
import { openSampleProject } from '../sample-project.ts';

/** Archives written when errors had no names, specs no method, and trainers did not tell what a net is. */
let folder: string;
let store: RunStore;
let runs: RunDetail[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ffwb-older-'));
  store = memoryStore();
  const runIds = await openSampleProject(sourceResources, { store, dataFolder: folder });
  runs = runIds.map((runId) => store.getRun(runId));
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

test('their errors have the names of answers, in every evaluation and in the table', () => {
  const reports = runs.flatMap(({ errors, history }) => [errors, ...history.map((point) => point.errors)]);
  expect([runs.length, reports.length > 20, answerNames(reports)]).toEqual([
    4,
    true,
    ['goodness', 'softmax', 'goodness/layer1', 'goodness/layer2'],
  ]);
  const figures = reports.flatMap((report) => Object.values(report?.test ?? {}));
  expect(figures.every((error) => typeof error === 'number' && error >= 0 && error <= 1)).toBe(true);
  const { columns, runIds } = store.runTable([], null);
  expect(columns['run:error']).toEqual(runIds.map((runId) => store.getRun(runId).errors?.test?.['goodness']));
});

test('they are of the configuration that a new run of their spec is of, and say nothing of their nets', () => {
  const fresh = runs.map(({ spec }) => parseSpec(catalogue, spec));
  expect(runs.map(({ net, specHash: whole, configurationHash: but }) => [net, whole, but])).toEqual(
    fresh.map((spec) => [null, specHash(spec), configurationHash(spec)]),
  );
});

test('what is imported is exported and imported again as it is', () => {
  const other = memoryStore();
  const records = runs.map(({ runId }) => store.exportRun(runId));
  records.forEach((record) => other.importRun(record));
  expect(runs.map(({ runId }) => other.exportRun(runId))).toEqual(records);
  other.close();
});
