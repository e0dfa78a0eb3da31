/**
 * A data folder of an older version: it opens, what was stopped goes on to the same bits as with the code that recorded it,
 * and new seeds of its experiments are found beside the old ones.
 */

import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { parseSpec } from '../../src-shared/spec/experiment-spec.ts';
import { nodeEntries, spawnNode } from '../child/spawn-node.ts';
import { catalogue } from '../core/catalogue.ts';
import { importArchive } from './archive/import-archive.ts';
import { createWorkbench } from './create-workbench.ts';
import type { Workbench } from './create-workbench.ts';
import { fixturePath, readExpected } from './fixtures/version-1/expected.ts';
import { endOf } from './fixtures/version-1/run-end.ts';
import type { RunEnd } from './fixtures/version-1/run-end.ts';

const expected = readExpected();
let folder: string;
let workbench: Workbench;

/** The layers' own errors had no read-out in their names then: "test.layer1" is "test.goodness/layer1" now. */
function renamed({ errors, ...end }: RunEnd): RunEnd {
  const entries = Object.entries(errors).map(
    ([name, error]) => [name.replace(/\.(layer\d+)$/, '.goodness/$1'), error] as const,
  );
  return { ...end, errors: Object.fromEntries(entries) };
}

async function endOfRun(runId: string): Promise<RunEnd> {
  return endOf(await workbench.runs.wait(runId), folder);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ffwb-version-1-'));
  cpSync(fixturePath('data'), folder, { recursive: true });
  workbench = await createWorkbench({
    dataFolder: folder,
    slots: 1,
    spawn: spawnNode(nodeEntries.training),
    version: '0.0.0',
  });
});
afterAll(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

test('its runs are there as they were, and those of one configuration still belong together', async () => {
  const runs = (await workbench.store.listRuns()).toReversed();
  expect(runs.map(({ runId, name, seed, status, step }) => ({ runId, name, seed, status, step }))).toEqual(
    expected.runs.map(({ runId, name, seed, status, step }) => ({ runId, name, seed, status, step })),
  );
  const groups = (hashes: readonly string[]) => hashes.map((hash) => hashes.indexOf(hash));
  expect(groups(runs.map(({ configurationHash }) => configurationHash))).toEqual(
    groups(expected.runs.map(({ configurationHash }) => configurationHash)),
  );
});

test('what was complete has its errors and its weights', async () => {
  for (const { runId, end } of expected.runs.filter(({ status }) => status === 'completed'))
    expect(await endOf(await workbench.store.getRun(runId), folder)).toEqual(renamed(end));
});

test('what was stopped goes on to the same bits', async () => {
  const stopped = expected.runs.filter(({ status }) => status === 'stopped');
  expect(stopped.length).toBe(3);
  for (const { runId, end } of stopped) {
    await workbench.runs.resume(runId);
    expect(await endOfRun(runId)).toEqual(renamed(end));
  }
});

test('an archive of that version is imported and goes on to the same bits', async () => {
  const place = { dataFolder: folder, store: workbench.store };
  const runId = await importArchive('stopped.ffrun', readFileSync(fixturePath('stopped.ffrun')), place);
  await workbench.runs.resume(runId);
  expect(await endOfRun(runId)).toEqual(renamed(expected.archived.end));
});

test('a new seed gives the same bits as then, and folds with the old ones', async () => {
  const [first] = expected.runs;
  const { spec, configurationHash } = await workbench.store.getRun(first?.runId ?? '');
  const { seed, end } = expected.further;
  const again = parseSpec(catalogue, { ...spec, seed });
  const runId = await workbench.runs.createRun({ spec: again, preset: null });
  await workbench.runs.start(runId);
  expect(await endOfRun(runId)).toEqual(renamed(end));
  const together = await workbench.store.listRuns({ configurationHash });
  expect(together.map((run) => run.seed).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
});
