import fc from 'fast-check';
import { expect, test } from 'vitest';

import { memoryStore } from './fixtures/sample-run.ts';
import { temporaryFolder } from './fixtures/small-disk.ts';
import { openReader, openRunStore } from './open.ts';
import { databaseFile } from './data-folder.ts';
import type { NamedDocumentChange, NamedDocumentOutcome } from './run-store.ts';

const body = (revision: string) => ({ revision, content: { filter: revision } });

test('no two documents of a kind have one name, and those of another kind may have it', () => {
  const store = memoryStore();
  const change = (kind: string, id: string, what: NamedDocumentChange): NamedDocumentOutcome =>
    store.changeNamedDocument(kind, id, what);
  expect([
    change('view/runs', 'a', { change: 'add', name: 'One', body: body('1') }),
    change('view/runs', 'b', { change: 'add', name: 'One', body: body('2') }),
    change('view/compare', 'b', { change: 'add', name: 'One', body: body('2') }),
    change('view/runs', 'b', { change: 'add', name: 'Two', body: body('2') }),
    change('view/runs', 'b', { change: 'rename', from: 'Two', to: 'One' }),
    change('view/runs', 'b', { change: 'rename', from: 'Two', to: 'two' }),
  ]).toEqual(['done', 'taken', 'done', 'done', 'taken', 'done']);
  expect(
    store
      .listDocuments('view/runs')
      .map(({ title }) => title)
      .sort(),
  ).toEqual(['One', 'two']);
});

test('a change over something else writes nothing, and who lost the answer is told again', () => {
  const store = memoryStore();
  const change = (what: NamedDocumentChange): NamedDocumentOutcome =>
    store.changeNamedDocument('view/runs', 'a', what);
  const add: NamedDocumentChange = { change: 'add', name: 'One', body: body('1') };
  const replace: NamedDocumentChange = { change: 'replace', body: body('2'), over: '1' };
  expect([change(replace), change(add), change(add), change(replace), change(replace)]).toEqual([
    'changed',
    'done',
    'done',
    'done',
    'done',
  ]);
  expect([
    change({ change: 'replace', body: body('3'), over: '1' }),
    change({ change: 'rename', from: 'Won', to: 'Two' }),
    change({ change: 'remove', over: '1' }),
    change(add),
  ]).toEqual(['changed', 'changed', 'changed', 'changed']);
  expect(store.listDocuments('view/runs')).toMatchObject([{ id: 'a', title: 'One', body: body('2') }]);
  expect([change({ change: 'remove', over: '2' }), change({ change: 'remove', over: '2' })]).toEqual([
    'done',
    'done',
  ]);
  expect(store.listDocuments('view/runs')).toEqual([]);
});

test('a new name and a new content of two windows are both there', () => {
  const store = memoryStore();
  store.changeNamedDocument('view/runs', 'a', { change: 'add', name: 'One', body: body('1') });
  store.changeNamedDocument('view/runs', 'a', { change: 'rename', from: 'One', to: 'Other' });
  store.changeNamedDocument('view/runs', 'a', { change: 'replace', body: body('2'), over: '1' });
  expect(store.listDocuments('view/runs')).toMatchObject([{ title: 'Other', body: body('2') }]);
});

/** What one of two windows does with one of three views, over what it saw last. */
const steps = fc.array(
  fc.record({
    window: fc.integer({ min: 0, max: 1 }),
    id: fc.constantFrom('a', 'b', 'c'),
    change: fc.constantFrom('add', 'replace', 'rename', 'remove', 'look'),
    name: fc.constantFrom('One', 'Two', '🦔 "x"', 'שם'),
  }),
  { minLength: 1, maxLength: 40 },
);

test('two windows at random: what was told is done is there, and nothing unseen is written over', () => {
  const store = memoryStore();
  let cases = 0;
  fc.assert(
    fc.property(steps, (taken) => {
      cases += 1;
      const kind = `view/${cases}`;
      type Seen = Map<string, { readonly name: string; readonly revision: string }>;
      const kept: Seen = new Map();
      const seen: [Seen, Seen] = [new Map(), new Map()];
      taken.forEach(({ window, id, change, name }, index) => {
        const mine = window === 0 ? seen[0] : seen[1];
        const revision = `r${index}`;
        const known = mine.get(id);
        const there = kept.get(id);
        const make = (what: NamedDocumentChange): boolean =>
          store.changeNamedDocument(kind, id, what) === 'done';
        if (change === 'look') {
          mine.clear();
          kept.forEach((each, key) => mine.set(key, each));
        } else if (change === 'add') {
          if (make({ change, name, body: body(revision) })) {
            expect(there).toBeUndefined();
            kept.set(id, { name, revision });
          }
        } else if (known !== undefined) {
          if (change === 'replace' && make({ change, body: body(revision), over: known.revision })) {
            expect(there?.revision).toBe(known.revision);
            kept.set(id, { name: there?.name ?? '', revision });
          } else if (change === 'rename' && make({ change, from: known.name, to: name })) {
            expect([known.name, name]).toContain(there?.name);
            kept.set(id, { name, revision: there?.revision ?? '' });
          } else if (change === 'remove' && make({ change, over: known.revision })) {
            if (there !== undefined) expect(there.revision).toBe(known.revision);
            kept.delete(id);
          }
        }
        const rows = store.listDocuments(kind).map(({ id: key, title, body: held }) => {
          return [key, { name: title, revision: (held as { revision: string }).revision }] as const;
        });
        expect(new Map(rows)).toEqual(kept);
        expect(new Set(rows.map(([, each]) => each.name)).size).toBe(rows.length);
      });
    }),
    { numRuns: 1000 },
  );
});

test('a backup has the views', async () => {
  const [folder, copy] = [temporaryFolder(), temporaryFolder()];
  const store = await openRunStore(folder);
  store.changeNamedDocument('view/compare', 'a', { change: 'add', name: '🦔 "x"', body: body('1') });
  await store.backup(databaseFile(copy));
  const reader = await openReader(copy);
  expect(reader.listDocuments('view/compare')).toEqual(store.listDocuments('view/compare'));
  expect(reader.listDocuments('view/compare')).toHaveLength(1);
  reader.close();
  store.close();
});
