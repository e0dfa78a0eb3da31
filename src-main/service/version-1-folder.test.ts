/**
 * A data folder recorded by version 0.1.0, with version 1 of the spec, in the hands of the code as it is now: it opens,
 * what was stopped goes on to the same bits, its archive is imported, and seeds of old and new runs fold together.
 * fixtures/version-1/record-folder.ts tells how it was made.
 */

import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { assertDefined } from '../../src-shared/base/assert.ts';
import { parseSpec } from '../../src-shared/spec/experiment-spec.ts';
import { catalogue } from '../core/catalogue.ts';
import { databaseFile } from '../store/data-folder.ts';
import { nodeEntries, spawnNode } from '../child/spawn-node.ts';
import { createWorkbench } from './create-workbench.ts';
import type { Workbench } from './create-workbench.ts';
import { fixturePath, readExpected } from './fixtures/version-1/expected.ts';
import type { ExpectedRun } from './fixtures/version-1/expected.ts';
import { endOf } from './fixtures/version-1/run-end.ts';
import type { RunEnd } from './fixtures/version-1/run-end.ts';

const expected = readExpected();
const { archived, further, schemaVersion } = expected;
const completed = expected.runs.filter(({ status }) => status === 'completed');
const stopped = expected.runs.filter(({ status }) => status === 'stopped');

/**
 * Weights and errors, by names that stay when a read-out's layers are named with it: "test.layer1" and
 * "test.goodness/layer1" are the same number.
 */
function comparable({ errors, ...end }: RunEnd): RunEnd {
  const named = Object.entries(errors).map(
    ([name, error]) => [name.replace(/[.](layer\d+)$/, '.goodness/$1'), error] as const,
  );
  return { ...end, errors: Object.fromEntries(named) };
}

function open(dataFolder: string): Promise<Workbench> {
  return createWorkbench({ dataFolder, slots: 1, spawn: spawnNode(nodeEntries.training), version: '0.0.0' });
}

let folder: string;
let workbench: Workbench;
/** What the copied database held before it was opened. */
let recorded: { readonly version: unknown; readonly rows: unknown };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ffwb-version-1-'));
  cpSync(fixturePath('data'), folder, { recursive: true });
  recorded = readDirectly(databaseFile(folder));
  workbench = await open(folder);
});
afterAll(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

function readDirectly(file: string): typeof recorded {
  const db = new Database(file);
  try {
    const rows = db
      .prepare(
        `SELECT run_id AS runId, name, seed, status, step, spec_hash AS specHash,
           configuration_hash AS configurationHash
         FROM runs ORDER BY run_key`,
      )
      .all();
    return { version: db.pragma('user_version', { simple: true }), rows };
  } finally {
    db.close();
  }
}

/** Lets a queued, stopped or imported run go on to its end. */
async function trainToEnd(runId: string): Promise<RunEnd> {
  await workbench.runs.resume(runId);
  const run = await workbench.runs.wait(runId);
  expect(run).toMatchObject({ status: 'completed', error: null });
  return comparable(await endOf(run, folder));
}

async function endsOf(runs: readonly ExpectedRun[]): Promise<RunEnd[]> {
  return Promise.all(
    runs.map(async ({ runId }) => comparable(await endOf(await workbench.store.getRun(runId), folder))),
  );
}

test('the folder is as it was left: nobody opened it in place', () => {
  const rows = expected.runs.map(({ end: _end, ...row }) => row);
  expect(recorded).toEqual({ version: schemaVersion, rows });
  expect([completed.length, stopped.length]).toEqual([2, 3]);
});

test('its runs are listed, and what was complete still is what it was', async () => {
  const listed = await workbench.store.listRuns();
  const row = ({ runId, name, seed, status, step }: Omit<ExpectedRun, 'end'>) => [
    runId,
    name,
    seed,
    status,
    step,
  ];
  expect(listed.toReversed().map(row)).toEqual(expected.runs.map(row));
  expect(await endsOf(completed)).toEqual(completed.map(({ end }) => comparable(end)));
  expect(await workbench.store.checkIntegrity()).toEqual([]);
});

test('its curves, histograms and pictures are there', async () => {
  const { store } = workbench;
  const { runId } = assertDefined(completed[0], 'a complete run');
  const [series] = await store.getSeries(runId, ['layer1/auc']);
  const histograms = await store.getHistograms(runId, 'layer1/goodness/positive');
  const films = await store.getFilms(runId, [], null);
  expect([...assertDefined(series, 'the series').steps]).toEqual([10, 20, 30, 40, 50, 60]);
  expect(histograms.map(({ step }) => step)).toEqual([10, 20, 30, 40, 50, 60]);
  expect(films.map(({ name }) => name)).toContain('activity/layer1');
});

test.each(stopped)('$name goes on from step $step to the same bits', async ({ runId, end }) => {
  expect(await trainToEnd(runId)).toEqual(comparable(end));
});

test('its archive is imported, and the run in it goes on to the same bits', async () => {
  const bytes = new Uint8Array(readFileSync(fixturePath('stopped.ffrun')));
  const imported = await workbench.handlers['runs/import']({ name: 'stopped.ffrun', bytes });
  expect(imported).toEqual({ runId: archived.runId });
  expect(await workbench.store.getRun(archived.runId)).toMatchObject({
    status: 'stopped',
    step: archived.step,
  });
  expect(await trainToEnd(archived.runId)).toEqual(comparable(archived.end));
});

test('a new seed of a recorded configuration comes to the same bits, and folds together with the others', async () => {
  const { runs, store } = workbench;
  const [first] = completed;
  const { spec: old, preset } = await store.getRun(assertDefined(first, 'a complete run').runId);
  const spec = parseSpec(catalogue, { ...old, seed: further.seed });
  expect(await trainToEnd(await runs.createRun({ spec, preset }))).toEqual(comparable(further.end));

  // The window folds rows of one configuration.
  const { columns } = await store.runTable([], null);
  const [configurations = [], seeds = []] = [columns['run:configuration'], columns['run:seed']];
  const folded = Map.groupBy(seeds, (_, index) => configurations[index]);
  expect([...folded.values()].map((group) => group.toSorted())).toContainEqual([1, 2, 3, 4]);
  expect(folded.size).toBe(4);
});
