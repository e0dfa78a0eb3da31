import { expect, test } from 'vitest';

import { createRunStore } from './create-run-store.ts';
import { memoryDatabase, memoryStore } from './fixtures/sample-run.ts';
import { temporaryFolder } from './fixtures/small-disk.ts';
import { openReader, openRunStore } from './open.ts';

const body = { layers: [{ kind: 'dense' }], notes: 'Ünïcode "quotes"', empty: null };

test('documents of a kind are listed newest first; one saved again moves to the front and is there once', () => {
  let time = 0;
  const store = memoryStore({ now: () => new Date((time += 1_000)) });
  store.saveDocument('draft', 'a', 'First', body);
  store.saveDocument('draft', 'b', 'Second', []);
  store.saveDocument('settings', 'a', 'Of another kind', 3);
  store.saveDocument('draft', 'a', 'First, changed', { other: true });
  expect([store.listDocuments('draft'), store.listDocuments('settings'), store.listDocuments('')]).toEqual([
    [
      { id: 'a', title: 'First, changed', changedAt: 4_000, body: { other: true } },
      { id: 'b', title: 'Second', changedAt: 2_000, body: [] },
    ],
    [{ id: 'a', title: 'Of another kind', changedAt: 3_000, body: 3 }],
    [],
  ]);
});

test('of documents of one moment the one made last comes first', () => {
  const store = memoryStore({ now: () => new Date(0) });
  for (const id of ['b', 'a', 'c']) store.saveDocument('draft', id, id, null);
  expect(store.listDocuments('draft').map(({ id }) => id)).toEqual(['c', 'a', 'b']);
});

test('a document is written over only by who knew its revision, and who lost the answer is told again', () => {
  const store = memoryStore();
  const save = (revision: string, over: (string | null)[]): boolean =>
    store.saveDocumentOver('draft', 'a', revision, { revision }, over);
  expect([save('1', ['0']), save('1', [null]), save('1', [null]), save('2', [null])]).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect([save('3', ['1', '2']), save('4', ['1', '2'])]).toEqual([true, false]);
  expect(store.listDocuments('draft')).toMatchObject([{ title: '3', body: { revision: '3' } }]);
  store.saveDocument('draft', 'b', 'older', { draft: {} });
  expect(store.saveDocumentOver('draft', 'b', 'newer', { revision: '1' }, [''])).toBe(true);
  store.deleteDocument('draft', 'a');
  expect([save('4', ['3']), save('4', ['3', null])]).toEqual([false, true]);
});

test('changes of a document leave the keys that they do not name', () => {
  const store = memoryStore();
  store.changeDocument('settings', 'a', 'Settings', { slots: 2 });
  store.changeDocument('settings', 'a', 'Settings', { theme: 'dark' });
  store.changeDocument('settings', 'a', 'Settings', { slots: 3 });
  expect(store.listDocuments('settings')).toMatchObject([{ body: { slots: 3, theme: 'dark' } }]);
});

test('a document is deleted alone, and deleting none does nothing', () => {
  const store = memoryStore();
  for (const kind of ['draft', 'settings']) store.saveDocument(kind, 'a', 'title', kind);
  store.deleteDocument('draft', 'a');
  store.deleteDocument('draft', 'a');
  expect([store.listDocuments('draft'), store.listDocuments('settings').length]).toEqual([[], 1]);
});

test('a body that is no JSON any more hides no other', () => {
  const db = memoryDatabase();
  const store = createRunStore(db, { folder: null });
  store.saveDocument('draft', 'a', 'A', body);
  store.saveDocument('draft', 'b', 'B', body);
  db.pragma('ignore_check_constraints = ON'); // as a damaged page would be read
  db.prepare(`UPDATE documents SET body = '{"cut' WHERE id = 'b'`).run();
  const bodies = Object.fromEntries(store.listDocuments('draft').map((each) => [each.id, each.body]));
  expect(bodies).toEqual({ a: body, b: undefined });
});

test('what is no document is refused, and the one there stays', () => {
  const store = memoryStore();
  store.saveDocument('draft', 'a', 'title', body);
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  for (const bad of [undefined, loop, 1n])
    expect(() => store.saveDocument('draft', 'a', 'other', bad)).toThrow('The run store failed');
  expect(store.listDocuments('draft')).toMatchObject([{ title: 'title', body }]);
});

test('a document is on the disk when it has been saved', async () => {
  const folder = temporaryFolder();
  const store = await openRunStore(folder);
  store.saveDocument('draft', 'a', 'title', body);
  const reader = await openReader(folder);
  expect(reader.listDocuments('draft')).toMatchObject([{ id: 'a', title: 'title', body }]);
  reader.close();
  store.close();
});
