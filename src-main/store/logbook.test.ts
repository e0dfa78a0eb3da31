import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { LogbookAnswer, LogbookPage } from '../../src-shared/views/logbook-view.ts';
import { memoryStore } from './fixtures/sample-run.ts';
import { temporaryFolder } from './fixtures/small-disk.ts';
import { openReader, openRunStore } from './open.ts';

const text = (revision: string, body = `text ${revision}`) => ({ id: 'p', title: revision, body, revision });
const told = ({ written, now }: LogbookAnswer): [boolean, string | null] => [written, now?.revision ?? null];

test('a page is written over what its writer saw, and who lost the answer is told again', () => {
  const store = memoryStore({ now: () => new Date(5) });
  const answers = [
    store.writePage(text('1'), ['0']),
    store.writePage(text('1'), [null]),
    store.writePage(text('1'), [null]),
    store.writePage(text('2'), [null]),
    store.writePage(text('2'), ['1', '0']),
    store.writePage(text('3'), ['1']),
  ];
  expect(answers.map(told)).toEqual([
    [false, null],
    [true, '1'],
    [true, '1'],
    [false, '1'],
    [true, '2'],
    [false, '2'],
  ]);
  expect(store.getPage('p')).toEqual({
    id: 'p',
    title: '2',
    body: 'text 2',
    revision: '2',
    changedAt: 5,
    undo: 1,
    redo: 0,
  });
});

test('a page is deleted as it was seen, or not at all; one that is gone is gone', () => {
  const store = memoryStore();
  store.writePage(text('1'), [null]);
  store.writePage(text('2'), ['1']);
  expect(
    [store.deletePage('p', '1'), store.deletePage('p', '2'), store.deletePage('p', '2')].map(told),
  ).toEqual([
    [false, '2'],
    [true, null],
    [true, null],
  ]);
  expect([store.listPages(), store.getPage('p')]).toEqual([[], null]);
  expect(told(store.writePage(text('3'), ['2']))).toEqual([false, null]);
});

test('undo and redo are there after a restart, and a reader sees what is shown', async () => {
  const folder = temporaryFolder();
  const before = await openRunStore(folder);
  for (const [at, revision] of ['1', '2', '3'].entries())
    before.writePage(text(revision), [at === 0 ? null : String(at)]);
  before.stepPage('p', 'undo', '3');
  before.close();
  const store = await openRunStore(folder);
  const steps = [
    store.stepPage('p', 'redo', '2'),
    store.stepPage('p', 'redo', '3'),
    store.stepPage('p', 'undo', '3'),
    store.stepPage('p', 'undo', '2'),
    store.stepPage('p', 'undo', '1'),
  ];
  expect(steps.map(told)).toEqual([
    [true, '3'],
    [false, '3'],
    [true, '2'],
    [true, '1'],
    [false, '1'],
  ]);
  const reader = await openReader(folder);
  expect(reader.getPage('p')).toMatchObject({ body: 'text 1', undo: 0, redo: 2 });
  expect(reader.listPages()).toMatchObject([{ id: 'p', title: '1', characters: 6 }]);
  reader.close();
  store.close();
});

test('old texts are let go when they are many, never the one that is shown', () => {
  const store = memoryStore();
  let last: string | null = null;
  for (let at = 0; at < 1_050; at += 1) {
    store.writePage(text(String(at)), [last]);
    last = String(at);
  }
  expect(store.getPage('p')).toMatchObject({ revision: '1049', undo: 999, redo: 0 });
  store.writePage(text('large', 'x'.repeat(40_000_000)), ['1049']);
  expect(store.getPage('p')).toMatchObject({ revision: 'large', undo: 0 });
});

/** The history as a list and a place in it: what the store has to be like. */
interface Model {
  texts: string[];
  at: number;
}

test('whatever is written, undone and redone, the page is what a list with a place in it says', () => {
  const action = fc.oneof(
    fc.record({ sort: fc.constant('write' as const), stale: fc.boolean() }),
    fc.record({ sort: fc.constantFrom('undo' as const, 'redo' as const), stale: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
      const store = memoryStore();
      const model: Model = { texts: ['first'], at: 0 };
      store.writePage(text('first'), [null]);
      for (const [turn, { sort, stale }] of actions.entries()) {
        const seen = stale ? 'of another window' : (model.texts[model.at] as string);
        const next = model.at + (sort === 'undo' ? -1 : 1);
        const revision = `r${turn}`;
        const answer =
          sort === 'write' ? store.writePage(text(revision), [seen]) : store.stepPage('p', sort, seen);
        const expected = !stale && (sort === 'write' || model.texts[next] !== undefined);
        if (expected && sort === 'write') model.texts = [...model.texts.slice(0, next), revision];
        if (expected) model.at = next;
        expect(told(answer)).toEqual([expected, model.texts[model.at]]);
        const { undo, redo } = answer.now as LogbookPage;
        expect([undo, redo]).toEqual([model.at, model.texts.length - 1 - model.at]);
      }
    }),
    { numRuns: 300 },
  );
});
