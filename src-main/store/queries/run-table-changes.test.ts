/** That a window which asks only for what is new has what one has that asks for everything. */

import { expect, test } from 'vitest';

import type { RunTable } from '../../../src-shared/views/run-table-view.ts';
import { createRun, storeWithClock } from '../fixtures/clocked-store.ts';
import { evaluated, finished, histogram, measured, progressed, started } from '../fixtures/sample-run.ts';
import type { RunStore } from '../run-store.ts';

/** What a window holds that asks only for what is new. */
class Follower {
  readonly #store: RunStore;
  readonly #columns: readonly string[];
  readonly rows = new Map<string, unknown>();
  revision: number | null = null;

  constructor(store: RunStore, columns: readonly string[]) {
    this.#store = store;
    this.#columns = columns;
  }

  /** Returns which rows came. */
  follow(): { changed: readonly string[]; removed: readonly string[] } {
    const table = this.#store.runTable(this.#columns, this.revision);
    for (const [id, row] of byRun(table)) this.rows.set(id, row);
    for (const id of table.removed) this.rows.delete(id);
    this.revision = table.revision;
    return { changed: table.runIds, removed: table.removed };
  }
}

function byRun({ runIds, columns }: RunTable): [string, unknown][] {
  return runIds.map((id, i) => [
    id,
    Object.fromEntries(Object.entries(columns).map(([column, cells]) => [column, cells[i]])),
  ]);
}

test('only what changed is answered after a revision, and nothing twice', () => {
  const store = storeWithClock();
  const [a, b, c] = [createRun(store), createRun(store), createRun(store)];
  const follower = new Follower(store, ['metric:loss']);
  const first = follower.follow();
  const nothing = follower.follow();
  store.record(b, [measured(1, { loss: 1 })]);
  const values = follower.follow();
  store.annotate(a, { addTags: ['x'] });
  store.record(c, [started(), progressed(5)]);
  const two = follower.follow();
  store.record(c, [histogram(5, [1])]); // no column shows it
  store.flush();
  const none = follower.follow();
  expect([first, nothing, values, two, none].map(({ changed }) => changed)).toEqual([
    [c, b, a],
    [],
    [b],
    [c, a],
    [],
  ]);
});

test('following leaves one with what a newcomer sees, whatever happened', () => {
  const store = storeWithClock();
  const columns = ['setting:seed', 'metric:loss', 'environment:cpu'];
  const follower = new Follower(store, columns);
  const [a, b, c] = [createRun(store), createRun(store, { seed: 2 }), createRun(store, { seed: 3 })];
  const steps: (() => unknown)[] = [
    () => store.record(a, [started(), measured(1, { loss: 1 }), measured(2, { loss: 2 })]),
    () => store.truncateAfter(a, 1),
    () => store.truncateAfter(a, 0),
    () => store.setStatus(b, 'failed', { code: 'training/failed', details: { reason: 'x' } }),
    () => store.deleteRun(b),
    () => createRun(store, { seed: 4 }),
    () => store.markInterrupted(),
    () => store.deleteRun(c),
    () => store.record(a, [evaluated(1, 0.5), finished(9)]),
  ];
  for (const step of steps) {
    step();
    follower.follow();
    const newcomer = new Map(byRun(store.runTable(columns, null)));
    expect(follower.rows).toEqual(newcomer);
  }
});

test('it is told which runs were deleted, but not of one that is here again', () => {
  const store = storeWithClock();
  const [a, b] = [createRun(store), createRun(store)];
  const { revision } = store.runTable([], null);
  for (const run of [a, b]) store.setStatus(run, 'stopped');
  const record = store.exportRun(a);
  store.deleteRun(a);
  store.deleteRun(b);
  const gone = store.runTable([], revision);
  store.importRun(record);
  const back = store.runTable([], revision);
  const later = store.runTable([], gone.revision);
  expect([gone, back, later].map(({ runIds, removed }) => [runIds, removed.toSorted()])).toEqual([
    [[], [a, b]],
    [[a], [b]],
    [[a], []],
  ]);
});

test('a revision this database never reached is of another one: all rows are answered', () => {
  const store = storeWithClock();
  const run = createRun(store);
  const { revision } = store.runTable([], null);
  expect([store.runTable([], revision), store.runTable([], revision + 1)]).toMatchObject([
    { runIds: [], revision },
    { runIds: [run], revision, removed: [] },
  ]);
});

test('after the newest run was deleted, its revision is not given to another change', () => {
  const store = storeWithClock();
  const [a, b] = [createRun(store), createRun(store)];
  store.setStatus(b, 'stopped');
  const { revision } = store.runTable([], null);
  store.deleteRun(b);
  store.rewrite(a, 'notes', { from: '', to: 'x' });
  expect(store.runTable([], revision)).toMatchObject({ runIds: [a], removed: [b] });
});
