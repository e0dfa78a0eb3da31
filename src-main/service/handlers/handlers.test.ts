/** The calls of the contract, from a window's end to the real store, trainer and inspection process. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { createContractClient } from '../../../src-shared/contract/client.ts';
import type { ContractClient } from '../../../src-shared/contract/client.ts';
import type { InputOf, Notices } from '../../../src-shared/contract/contract.ts';
import { createMemoryTransports } from '../../../src-shared/contract/memory-transport.ts';
import { serveContract } from '../../../src-shared/contract/server.ts';
import type { RunStatus } from '../../../src-shared/views/run-view.ts';
import { nodeEntries, spawnNode } from '../../child/spawn-node.ts';
import { createWorkbench } from '../create-workbench.ts';
import type { Workbench } from '../create-workbench.ts';

let folder: string;
let opened: Workbench[];
let workbench: Workbench;
let window: ContractClient;
let advanced: Notices['run/advanced'][];
let changes: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ffwb-handlers-'));
  opened = [];
  advanced = [];
  changes = 0;
  workbench = await open('here');
  window = windowOn(workbench);
  window.on('run/advanced', (notice) => advanced.push(notice));
  window.on('runs/changed', () => (changes += 1));
});
afterAll(async () => {
  await Promise.all(opened.map((each) => each.close(2_000)));
  rmSync(folder, { recursive: true, force: true });
});

async function open(name: string): Promise<Workbench> {
  const created = await createWorkbench({
    dataFolder: join(folder, name),
    slots: null,
    spawn: spawnNode(nodeEntries.training),
    spawnInspection: spawnNode(nodeEntries.inspection),
    version: '0.0.0',
  });
  opened.push(created);
  return created;
}

function windowOn({ handlers, notices }: Workbench): ContractClient {
  const [here, there] = createMemoryTransports();
  serveContract(there, handlers, notices);
  return createContractClient({ open: async () => here, retryAfter: () => null, wait: async () => {} });
}

type Draft = InputOf<'runs/create'>['draft'];

/** A net that learns in a moment, on the slow engine that every machine has. */
function tiny(change: Draft = {}): Draft {
  return {
    name: 'tiny',
    dataset: { kind: 'synthetic', trainExamples: 100, validationExamples: 20, testExamples: 40, size: 8 },
    labels: { kind: 'in-input' },
    layers: [
      { kind: 'dense', units: 10 },
      { kind: 'dense', units: 8 },
    ],
    activation: { kind: 'relu' },
    normalization: { kind: 'root-mean-square' },
    goodness: { kind: 'sum-of-squares' },
    threshold: { kind: 'units' },
    negatives: { kind: 'uniform' },
    optimizer: { kind: 'smoothed-sgd' },
    training: { kind: 'together', epochs: 4, batchSize: 20 },
    readouts: [{ kind: 'goodness', firstLayer: 1 }],
    measures: { everySteps: 1 },
    engine: { kind: 'reference' },
    ...change,
  };
}

async function create(change: Draft = {}, seeds: number[] = []): Promise<readonly string[]> {
  const input = { draft: tiny(change), preset: null, seeds, tags: ['of a test'] };
  return (await window.call('runs/create', input)).runIds;
}

/** Long enough that it has to be stopped. */
const endless: Draft = { training: { kind: 'together', epochs: 100_000, batchSize: 20 } };

async function until(run: string, status: RunStatus): Promise<void> {
  while ((await window.call('runs/get', { run })).status !== status)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

test('a window is told which program it talks to', async () => {
  expect(await window.call('workbench/info', {})).toMatchObject({
    version: '0.0.0',
    host: 'node',
    dataFolder: join(folder, 'here'),
    interrupted: [],
  });
});

test('every slot and part is described as data, with units and defaults', async () => {
  const { slots, measures, seed } = await window.call('spec/catalogue', {});
  const layers = slots.find((each) => each.slot === 'layers');
  expect(layers).toMatchObject({ label: 'Layers', isList: true, fallback: null });
  expect(layers?.parts[0]?.parameters).toMatchObject({
    properties: {
      units: { title: 'Units', unit: 'units', default: 500, type: 'integer', minimum: 1, maximum: 100_000 },
    },
  });
  expect(slots.filter((each) => each.fallback !== null).map((each) => [each.slot, each.fallback])).toEqual([
    ['method', 'forward-forward'],
    ['feedback', 'none'],
    ['device', 'none'],
    ['regions', 'none'],
    ['objective', 'logistic'],
    ['peer', 'none'],
    ['dropout', 'none'],
    ['schedule', 'constant'],
    ['engine', 'auto'],
  ]);
  expect(measures).toMatchObject({ properties: { everyEpochs: { unit: 'epochs', default: 1 } } });
  expect(seed).toMatchObject({ title: 'Seed', default: 1, minimum: 0 });
  for (const { label, help, parts } of slots)
    expect([label === '', help === '', parts.length > 0]).toEqual([false, false, true]);
});

test('presets come with drafts that are fine', async () => {
  const presets = await window.call('spec/presets', {});
  const quick = presets.find((each) => each.name === 'quick-start');
  const check = await window.call('spec/check', { draft: quick?.draft as Draft });
  expect(check.spec?.name).toBe('quick-start');
});

test('one run per seed is made, queued and trained, and windows hear of it', async () => {
  const runIds = await create({}, [1, 2]);
  const runs = await Promise.all(runIds.map((runId) => workbench.runs.wait(runId)));
  expect(runs).toMatchObject([
    { status: 'completed', seed: 1, step: 20, tags: ['of a test'], checkpoints: [{ step: 20 }] },
    { status: 'completed', seed: 2, step: 20, tags: ['of a test'], checkpoints: [{ step: 20 }] },
  ]);
  expect(runs[0]?.configurationHash).toBe(runs[1]?.configurationHash);
  for (const run of runIds) {
    const last = (): unknown => advanced.findLast((notice) => notice.run === run);
    await expect.poll(last).toEqual({ run, step: 20, status: 'completed' });
  }
  await expect.poll(() => changes).toBeGreaterThan(0);
  const table = await window.call('runs/table', { columns: [], afterRevision: null });
  expect(new Set(table.runIds)).toEqual(new Set(runIds));
});

test('what two runs measured is asked for whole, then only what is newer; a run that is not there is an error', async () => {
  const runs = await create({}, [6, 7]);
  const details = await Promise.all(runs.map((runId) => workbench.runs.wait(runId)));
  const [run = ''] = runs;
  const name = details[0]?.histograms[0] ?? '';
  const whole = await window.call('series/histograms', { run, name });
  const afterStep = whole.at(-2)?.step ?? NaN;
  expect(whole.length).toBeGreaterThan(2);
  expect(await window.call('series/histograms', { run, name, afterStep: null })).toEqual(whole);
  expect(await window.call('series/histograms', { run, name, afterStep })).toEqual(whole.slice(-1));
  const evaluations = await window.call('series/evaluations', { runs: runs.toReversed() });
  expect(evaluations).toEqual(
    details.toReversed().map(({ runId, history }) => ({ run: runId, points: history })),
  );
  expect(evaluations[0]?.points.length).toBeGreaterThan(2);
  await expect(window.call('series/evaluations', { runs: [run, 'nothing'] })).rejects.toMatchObject({
    code: 'run/unknown',
  });
});

test('a draft that is wrong, or cannot train, makes no run', async () => {
  const count = (await workbench.store.listRuns()).length;
  await expect(create({ layres: [] })).rejects.toMatchObject({ code: 'spec/invalid' });
  await expect(create({ version: 99 })).rejects.toMatchObject({ code: 'spec/from-the-future' });
  const hopeless = { goodness: { kind: 'mean-of-squares' }, threshold: { kind: 'number', value: 1e6 } };
  await expect(create(hopeless)).rejects.toThrow(/more than its goodness can ever reach/);
  const missing = {
    dataset: {
      kind: 'idx-files',
      trainImages: '/none',
      trainLabels: '/none',
      testImages: '/none',
      testLabels: '/none',
    },
  };
  await expect(create(missing)).rejects.toThrow(/none/);
  expect(await workbench.store.listRuns()).toHaveLength(count);
});

test('a run is paused, goes on, is stopped and goes on again, all from the window', async () => {
  const [run = ''] = await create(endless);
  await until(run, 'running');
  await window.call('runs/pause', { run });
  await until(run, 'paused');
  await window.call('runs/resume', { run });
  await until(run, 'running');
  await window.call('runs/stop', { run });
  await until(run, 'stopped');
  await window.call('runs/resume', { run });
  await until(run, 'running');
  await window.call('runs/stop', { run });
  await until(run, 'stopped');
});

test('a notice comes at most four times a second', async () => {
  const [run = ''] = await create(endless);
  await until(run, 'running');
  const before = advanced.length;
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const seconds = (performance.now() - began) / 1000; // on a busy machine more than asked for
  const heard = advanced.slice(before).filter((notice) => notice.run === run);
  await window.call('runs/stop', { run });
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.length).toBeLessThanOrEqual(4 * seconds + 1);
  await until(run, 'stopped');
});

test('runs are described, hidden and deleted; one that trains is not', async () => {
  const [run = '', other = ''] = await create({}, [8, 9]);
  await Promise.all([run, other].map((each) => workbench.runs.wait(each)));
  const notes = '<img src=x onerror=alert(1)>';
  await window.call('runs/annotate', { runs: [run, other], addTags: ['a', ' b '], archived: true });
  await window.call('runs/annotate', { runs: [run], removeTags: ['a'] });
  const rewritten = [
    await window.call('runs/rewrite', { run, text: 'notes', from: '', to: notes }),
    await window.call('runs/rewrite', { run, text: 'name', from: 'tiny', to: ' named ' }),
    await window.call('runs/rewrite', { run, text: 'name', from: 'tiny', to: 'named by another' }),
  ];
  expect(rewritten).toEqual([
    { written: true, now: notes },
    { written: true, now: 'named' },
    { written: false, now: 'named' },
  ]);
  expect(await window.call('runs/get', { run })).toMatchObject({
    name: 'named',
    notes,
    tags: ['of a test', 'b'],
    archived: true,
  });
  expect(await window.call('runs/get', { run: other })).toMatchObject({
    name: 'tiny',
    tags: ['of a test', 'a', 'b'],
  });
  await window.call('runs/delete', { runs: [run] });
  await expect(window.call('runs/get', { run })).rejects.toMatchObject({ code: 'run/unknown' });
  const [busy = ''] = await create(endless);
  await until(busy, 'running');
  await expect(window.call('runs/delete', { runs: [busy, other] })).rejects.toMatchObject({
    code: 'run/busy',
  });
  await expect(window.call('runs/get', { run: other })).rejects.toMatchObject({ code: 'run/unknown' });
  await window.call('runs/stop', { run: busy });
  await until(busy, 'stopped');
});

test('a run exported here is imported, looked into and resumed elsewhere', async () => {
  const [run = ''] = await create(endless);
  await until(run, 'running');
  await window.call('runs/stop', { run });
  await until(run, 'stopped');
  const archive = await window.call('runs/export', { run, format: 'archive' });
  expect(archive).toMatchObject({ name: `tiny-${run}.ffrun`, mediaType: 'application/zip' });
  const other = await open('elsewhere');
  const there = windowOn(other);
  const { name } = archive;
  const bytes = new Uint8Array(archive.bytes);
  expect(await there.call('runs/import', { name, bytes })).toEqual({ runId: run });
  await expect(there.call('runs/import', { name, bytes })).rejects.toMatchObject({ code: 'archive/present' });
  await expect(there.call('runs/import', { name, bytes: bytes.slice(9) })).rejects.toMatchObject({
    code: 'archive/invalid',
  });
  const { step } = await there.call('runs/get', { run });
  const image = { split: 'test', index: 0 } as const;
  const asked = { run, step: null, image, positiveLabel: null, negativeLabel: null };
  expect((await there.call('inspect/image', asked)).at).toMatchObject({ run, step });
  await there.call('runs/resume', { run });
  while ((await there.call('runs/get', { run })).step <= step)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await there.call('runs/stop', { run });
  await other.runs.wait(run);
});

test('a run is written for other programs too', async () => {
  const [run = ''] = await create();
  await workbench.runs.wait(run);
  const written = async (format: 'json' | 'csv' | 'npz') => {
    const file = await window.call('runs/export', { run, format });
    return [file.name.slice(-4), file.mediaType, Buffer.from(file.bytes).toString('latin1')] as const;
  };
  const [json, csv, npz] = [await written('json'), await written('csv'), await written('npz')];
  expect(JSON.parse(json[2])).toMatchObject({ format: 'ffwb-run', run: { runId: run } });
  expect([csv[1], csv[2].slice(0, 32)]).toEqual(['text/csv', 'metric,step,trainSeconds,value\r\n']);
  expect([npz[0], npz[2].slice(0, 2), npz[2].includes('layer1/weights.npy')]).toEqual(['.npz', 'PK', true]);
});

test('drafts are kept, changed and deleted; one that another window changed is not written over', async () => {
  const draft = { name: 'half done', layers: [] };
  const save = async (title: string, over: (string | null)[]): Promise<boolean> => {
    const asked = { id: 'a', title, draft, preset: 'hinton', revision: title, over };
    return (await window.call('drafts/save', asked)).written;
  };
  expect([
    await save('First', [null]),
    await save('Second', ['First']),
    await save('Of another window', ['First', null]),
  ]).toEqual([true, true, false]);
  const [kept, ...others] = await window.call('drafts/list', {});
  expect([kept, others]).toEqual([
    {
      id: 'a',
      title: 'Second',
      draft,
      preset: 'hinton',
      revision: 'Second',
      changedAt: expect.any(Number) as number,
      problem: null,
    },
    [],
  ]);
  await window.call('drafts/delete', { id: 'a' });
  expect(await window.call('drafts/list', {})).toEqual([]);
});

test('a draft that would come back deeper or larger than can be sent is refused when it is saved', async () => {
  const save = (value: object) =>
    window.call('drafts/save', {
      id: 'a',
      title: 'A',
      draft: value as Record<string, never>,
      preset: null,
      revision: 'one',
      over: [null],
    });
  await expect(save({ deep: nested(40) })).rejects.toMatchObject({
    code: 'contract/malformed',
    message: expect.stringContaining('nested more than 32 deep') as string,
  });
  await expect(save({ large: 'x'.repeat(300_000) })).rejects.toMatchObject({
    message: expect.stringContaining('more than 262144 characters') as string,
  });
  expect(await window.call('drafts/list', {})).toEqual([]);
  await save({ deep: nested(30) });
  expect(await window.call('drafts/list', {})).toMatchObject([
    { draft: { deep: nested(30) }, problem: null },
  ]);
  await window.call('drafts/delete', { id: 'a' });
});

test('a draft that cannot be read is named, hides no other, and can be deleted', async () => {
  const good = { draft: { name: 'good' }, preset: null };
  const bad = { deep: { draft: { deep: nested(120) }, preset: null }, form: { something: 'else' } };
  for (const [id, body] of Object.entries({ good, ...bad }))
    await workbench.store.saveDocument('draft', id, id, body);
  const listed = await window.call('drafts/list', {});
  expect(Object.fromEntries(listed.map(({ id, problem }) => [id, problem]))).toEqual({
    good: null,
    deep: 'This draft cannot be read: it is nested more than 32 deep.',
    form: 'This draft cannot be read: its form is not known here.',
  });
  for (const { id } of listed) await window.call('drafts/delete', { id });
  expect(await window.call('drafts/list', {})).toEqual([]);
});

/** So many lists in each other. */
function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const look = (filter: string) => ({
  place: 'runs' as const,
  filter,
  columns: ['run:name'],
  widths: {},
  sort: [],
  grouping: 'none',
  unfolded: [],
  showArchived: false,
});

test('a view is kept under its name as typed, changed over what was seen, and every window is told', async () => {
  let told = 0;
  const stop = window.on('views/changed', () => (told += 1));
  const own = { place: 'runs', id: 'a' } as const;
  const change = (what: DistributiveOmit<InputOf<'views/change'>, 'place' | 'id'>, id = 'a') =>
    window.call('views/change', { ...own, id, ...what });
  const outcomes = [
    await change({ change: 'add', name: '  Cafe\u0301 🦔 "x" ', content: look('1'), revision: '1' }),
    await change({ change: 'add', name: 'Café 🦔 "x"', content: look('2'), revision: '2' }, 'b'),
    await change({ change: 'replace', content: look('3'), revision: '3', over: '1' }),
    await change({ change: 'replace', content: look('4'), revision: '4', over: '1' }),
    await change({ change: 'rename', from: 'Café 🦔 "x"', to: 'שם' }),
  ];
  expect(outcomes).toEqual(['done', 'taken', 'done', 'changed', 'done']);
  const kept = await window.call('views/list', { place: 'runs' });
  expect(kept).toEqual([
    {
      ...own,
      name: 'שם',
      changedAt: expect.any(Number) as number,
      revision: '3',
      content: look('3'),
      problem: null,
    },
  ]);
  expect(await window.call('views/list', { place: 'compare' })).toEqual([]);
  for (const name of ['', '\u200b', 'x'.repeat(201)])
    await expect(
      change({ change: 'add', name, content: look(''), revision: '1' }, 'c'),
    ).rejects.toMatchObject({
      code: 'contract/malformed',
    });
  const astray = { place: 'compare', parameters: {} } as const;
  await expect(
    change({ change: 'add', name: 'c', content: astray, revision: '1' }, 'c'),
  ).rejects.toMatchObject({ code: 'input/invalid' });
  expect(await change({ change: 'remove', over: '3' })).toBe('done');
  expect([await window.call('views/list', { place: 'runs' }), told]).toEqual([[], 4]);
  stop();
});

test('a view that cannot be read is named, hides no other, and can be deleted or written over', async () => {
  await workbench.store.saveDocument('view/runs', 'a', 'of tomorrow', { content: { place: 'moon' } });
  await workbench.store.saveDocument('view/runs', 'b', 'sound', { revision: '1', content: look('x') });
  const listed = await window.call('views/list', { place: 'runs' });
  expect(Object.fromEntries(listed.map(({ name, problem }) => [name, problem]))).toEqual({
    'of tomorrow': 'This view cannot be read: its form is not known here.',
    sound: null,
  });
  for (const { id, revision } of listed)
    expect(await window.call('views/change', { place: 'runs', id, change: 'remove', over: revision })).toBe(
      'done',
    );
});

test('a backup is made, listed, and put back when the program opens the folder next', async () => {
  const other = await open('restored');
  const there = windowOn(other);
  await there.call('settings/set', { slots: 3 });
  const view = {
    place: 'runs',
    id: 'a',
    change: 'add',
    name: 'kept',
    content: look('x'),
    revision: '1',
  } as const;
  await there.call('views/change', view);
  const backup = await there.call('backups/create', {});
  await there.call('settings/set', { slots: 5 });
  await there.call('views/change', { place: 'runs', id: 'a', change: 'remove', over: '1' });
  expect(await there.call('backups/list', {})).toEqual([backup]);
  await expect(there.call('backups/restore', { file: '../workbench.sqlite' })).rejects.toMatchObject({
    code: 'backup/unusable',
  });
  await there.call('backups/restore', { file: backup.file });
  expect(await there.call('settings/get', {})).toEqual({ slots: 5 });
  // Any window is told what is planned, also one that was not there when it was asked for.
  expect(await windowOn(other).call('backups/list', {})).toEqual([{ ...backup, restoresNext: true }]);
  await other.close();
  const again = windowOn(await open('restored'));
  expect(await again.call('settings/get', {})).toEqual({ slots: 3 });
  expect(await again.call('views/list', { place: 'runs' })).toMatchObject([
    { name: 'kept', content: look('x') },
  ]);
  const kept = await again.call('backups/list', {});
  expect(kept.map(({ restoresNext }) => restoresNext)).toEqual([undefined, undefined]);
});

test('the sample project is there once, however often it is opened', async () => {
  const there = windowOn(await open('sample'));
  expect((await there.call('workbench/info', {})).sample).toBe(true);
  const { runIds } = await there.call('sample/open', {});
  const runs = await Promise.all(runIds.map((run) => there.call('runs/get', { run })));
  const bySeed = runs.map(({ name, seed, status, warnings }) => [name, seed, status, warnings.length]);
  expect(bySeed.sort()).toEqual([
    ['sample, dying units', 1, 'completed', 2],
    ['sample, small net', 1, 'completed', 0],
    ['sample, small net', 2, 'completed', 0],
    ['sample, small net', 3, 'completed', 0],
  ]);
  expect(await there.call('sample/open', {})).toEqual({ runIds });
  expect((await there.call('runs/table', { columns: [], afterRevision: null })).runIds).toHaveLength(4);
});

test('runs that waited for a slot when the program was closed go on in the next session', async () => {
  const before = await open('queue');
  const there = windowOn(before);
  const draft = tiny(endless);
  const { runIds } = await there.call('runs/create', { draft, preset: null, seeds: [1, 2], tags: [] });
  const [first = '', second = ''] = runIds;
  while ((await there.call('runs/get', { run: first })).status !== 'running')
    await new Promise((resolve) => setTimeout(resolve, 20));
  await before.close();
  const after = await open('queue');
  expect(await after.store.getRun(first)).toMatchObject({ status: 'stopped' });
  expect(await after.store.getRun(second)).toMatchObject({ status: 'queued' });
  await after.continueQueue();
  expect(after.runs.active).toEqual([second]);
  await after.runs.stop(second);
});

test('a page of the logbook is written, stepped back and deleted, and windows are told', async () => {
  const told: string[] = [];
  const stop = window.on('logbook/changed', ({ page }) => told.push(page));
  const write = (revision: string, over: string | null) =>
    window.call('logbook/write', {
      page: 'p',
      title: 'A page',
      body: `text ${revision}`,
      revision,
      over: [over],
    });
  await write('1', null);
  await write('2', '1');
  expect(await write('3', '1')).toMatchObject({ written: false, now: { body: 'text 2' } });
  await window.call('logbook/step', { page: 'p', direction: 'undo', over: '2' });
  expect(await window.call('logbook/get', { page: 'p' })).toMatchObject({ body: 'text 1', undo: 0, redo: 1 });
  expect(await window.call('logbook/list', {})).toMatchObject([{ id: 'p', title: 'A page', characters: 6 }]);
  await window.call('logbook/delete', { page: 'p', over: '1' });
  expect([await window.call('logbook/list', {}), await window.call('logbook/get', { page: 'p' })]).toEqual([
    [],
    null,
  ]);
  await expect.poll(() => told).toEqual(['p', 'p', 'p', 'p']);
  stop();
});

test('claims stand beside their runs: what is missing is begun once, and what trains is left alone', async () => {
  const before = await window.call('claims/list', {});
  const quick = before.find(({ id }) => id === 'hinton')?.versions[0];
  expect(quick).toMatchObject({
    version: 'quick',
    preset: 'quick-start',
    seeds: [1, 2, 3],
    runs: { completed: [], active: [], missing: [1, 2, 3] },
    backPropagation: { completed: [], active: [], missing: [1, 2, 3] },
  });
  expect(quick?.here.map(({ met, measured }) => [met, measured])).toEqual([
    [null, null],
    [null, null],
  ]);
  const asked = { claim: 'hinton', version: 'quick', method: 'back-propagation' } as const;
  const answers = await Promise.all([window.call('claims/start', asked), window.call('claims/start', asked)]);
  const started = answers.flatMap(({ runIds }) => runIds);
  expect(answers.map(({ runIds }) => runIds.length).sort()).toEqual([0, 3]);
  const after = await window.call('claims/list', {});
  const { runs, backPropagation } = after.find(({ id }) => id === 'hinton')?.versions[0] ?? {};
  expect([runs?.missing, backPropagation?.missing]).toEqual([[1, 2, 3], []]);
  expect(backPropagation?.active.toSorted()).toEqual(started.toSorted());
  for (const run of started)
    expect(await window.call('runs/get', { run })).toMatchObject({ preset: 'quick-start' });
  await Promise.all(started.map((run) => window.call('runs/stop', { run })));
  for (const run of started) await until(run, 'stopped');
  // What was stopped goes on, and is not begun anew.
  const again = await window.call('claims/start', asked);
  expect(again.runIds.toSorted()).toEqual(started.toSorted());
  await Promise.all(started.map((run) => window.call('runs/stop', { run })));
  await expect(window.call('claims/start', { ...asked, claim: 'none' })).rejects.toThrow(
    'There is no quick version of a claim "none"',
  );
});
