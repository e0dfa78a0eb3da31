import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { mostTags } from '../../../src-shared/views/run-text.ts';
import { createRunStore } from '../create-run-store.ts';
import { runFolder } from '../data-folder.ts';
import {
  finished,
  histogram,
  measured,
  memoryDatabase,
  memoryStore,
  sampleRun,
  started,
} from '../fixtures/sample-run.ts';
import { temporaryFolder } from '../fixtures/small-disk.ts';

const noon = new Date('2025-11-24T12:00:00Z');

test('a new run is queued and keeps spec, hashes, environment and tags', () => {
  const store = memoryStore({ now: () => noon });
  const run = store.createRun({ ...sampleRun, tags: ['first', 'seeds'] });
  expect(store.getRun(run)).toMatchObject({
    runId: run,
    status: 'queued',
    name: 'sample',
    preset: 'quick-start',
    seed: 7,
    createdAt: noon.toISOString(),
    tags: ['first', 'seeds'],
    notes: '',
    archived: false,
    spec: sampleRun.spec,
    environment: sampleRun.environment,
    history: [],
    errors: null,
    engine: null,
  });
});

test('runs that differ by seed share the configuration hash and nothing else', () => {
  const store = memoryStore();
  const seeds = [1, 2].map((seed) =>
    store.getRun(store.createRun({ ...sampleRun, spec: { ...sampleRun.spec, seed } })),
  );
  expect(new Set(seeds.map((run) => run.configurationHash)).size).toBe(1);
  expect(new Set(seeds.map((run) => run.specHash)).size).toBe(2);
  expect(new Set(seeds.map((run) => run.runId)).size).toBe(2);
});

test('an id that is taken gets a longer tail', () => {
  const store = memoryStore({ now: () => noon, randomBytes: (count) => new Uint8Array(count) });
  expect([store.createRun(sampleRun), store.createRun(sampleRun)]).toEqual([
    '20251124-120000-0000',
    '20251124-120000-00000',
  ]);
});

test('an annotation changes what it names', () => {
  const store = memoryStore();
  const run = store.createRun({ ...sampleRun, tags: ['kept'] });
  store.annotate(run, { addTags: ['new', 'other'] });
  store.annotate(run, { removeTags: ['new', 'never there'], archived: true });
  expect(store.getRun(run)).toMatchObject({ tags: ['kept', 'other'], archived: true });
});

const tags = fc.array(fc.constantFrom('a', 'b', 'c', 'ä "', ''), { maxLength: 3 });

test('tags added and removed in any order, by anybody, are those added last and not removed since', () => {
  const store = memoryStore();
  const change = fc.record({ addTags: tags, removeTags: tags }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      const run = store.createRun({ ...sampleRun, tags: ['kept'] });
      const expected = new Set(['kept']);
      for (const { addTags = [], removeTags = [] } of changes) {
        store.annotate(run, { addTags, removeTags });
        for (const tag of addTags) expected.add(tag);
        for (const tag of removeTags) expected.delete(tag);
      }
      expect(store.getRun(run).tags).toEqual([...expected]);
    }),
    { numRuns: 1000 },
  );
});

test('of several writers of a text only those that saw it as it was write over it, and each is told', () => {
  const store = memoryStore();
  const word = fc.constantFrom('sample', 'one', 'two', '');
  const change = fc.record({ from: word, to: word, text: fc.constantFrom('name', 'notes') });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      const run = store.createRun(sampleRun);
      const now = { name: 'sample', notes: '' };
      for (const { from, to, text } of changes) {
        const wanted = now[text] === from || now[text] === to;
        if (wanted) now[text] = to;
        expect(store.rewrite(run, text, { from, to })).toEqual({ written: wanted, now: now[text] });
      }
      expect(store.getRun(run)).toMatchObject(now);
    }),
    { numRuns: 1000 },
  );
});

test('a run has no more tags than an archive of it may have', () => {
  const store = memoryStore();
  const many = Array.from({ length: mostTags }, (_, index) => `tag ${index}`);
  const run = store.createRun({ ...sampleRun, tags: many });
  expect(() => store.annotate(run, { addTags: ['one more'] })).toThrow('more than 100');
  store.annotate(run, { addTags: ['another'], removeTags: ['tag 0'] });
  expect(store.getRun(run).tags).toEqual([...many.slice(1), 'another']);
});

test('an active run cannot be deleted, an ended one goes with all it recorded', () => {
  const folder = temporaryFolder();
  const db = memoryDatabase();
  const store = createRunStore(db, { folder });
  const run = store.createRun(sampleRun);
  const kept = store.createRun(sampleRun);
  const files = runFolder(folder, run);
  mkdirSync(files, { recursive: true });
  writeFileSync(join(files, 'checkpoint'), '');
  store.record(run, [started(), measured(1, { loss: 1 }), histogram(1, [1])]);
  expect(() => store.deleteRun(run)).toThrow(`Run ${run} is running`);
  store.record(run, [finished(1)]);
  store.record(run, [measured(2, { loss: 1 })]);
  store.deleteRun(run);
  const rows = ['runs', 'series', 'series_chunks', 'histograms'].map(
    (table) => db.prepare(`SELECT * FROM ${table}`).all().length,
  );
  expect([rows, existsSync(files), store.listRuns().map((each) => each.runId)]).toEqual([
    [1, 0, 0, 0],
    false,
    [kept],
  ]);
});

test('after the death of the process, all that were active are marked interrupted', () => {
  const store = memoryStore();
  const runs = [[], [started()], [started(), finished(9)]].map((events) => {
    const run = store.createRun(sampleRun);
    store.record(run, events);
    return run;
  });
  expect(store.markInterrupted().toSorted()).toEqual(runs.slice(0, 2).toSorted());
  expect(runs.map((run) => store.getRun(run).status)).toEqual(['interrupted', 'interrupted', 'completed']);
});

test('a status that ends a run says when and why, and queueing it again forgets that', () => {
  const store = memoryStore({ now: () => noon });
  const run = store.createRun(sampleRun);
  const error = { code: 'training/failed', details: { reason: 'x' } } as const;
  store.setStatus(run, 'failed', error);
  const failed = store.getRun(run);
  store.setStatus(run, 'queued');
  expect([failed, store.getRun(run)]).toMatchObject([
    { status: 'failed', error, finishedAt: noon.toISOString() },
    { status: 'queued', error: null, finishedAt: null },
  ]);
});
