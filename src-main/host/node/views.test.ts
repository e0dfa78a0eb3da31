/** `ffwb views` as a user runs it: what a window kept is listed, shown and removed, whatever it is called. */

import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { openReader, openRunStore } from '../../store/open.ts';
import { makeFolder, removeFolder, runFfwb } from './fixtures/run-ffwb.ts';

// Each starts processes, which may have to share a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const name = 'שם 🦔 "x" \u202Eback';
const content = {
  place: 'runs',
  filter: 'error<0.03',
  columns: ['run:name', 'run:error'],
  widths: {},
  sort: [],
  grouping: 'none',
  unfolded: [],
  showArchived: false,
};
const folder = makeFolder();
afterAll(() => removeFolder(folder));
beforeAll(async () => {
  const store = await openRunStore(folder);
  const add = (kind: string, id: string, called: string, held: object): string => {
    const body = { revision: '1', content: held };
    return store.changeNamedDocument(kind, id, { change: 'add', name: called, body });
  };
  add('view/runs', 'a', name, content);
  add('view/runs', 'b', 'both', content);
  add('view/compare', 'c', 'both', { place: 'compare', parameters: { axis: 'epoch', runs: 'x,y' } });
  store.close();
});

test('views are listed and shown, as a table and as JSON', async () => {
  const listed = JSON.parse((await runFfwb(folder, 'views', 'list', '--json')).stdout) as object[];
  expect(listed).toHaveLength(3);
  expect(listed).toContainEqual(expect.objectContaining({ id: 'a', name, content, problem: null }));
  const { stdout } = await runFfwb(folder, 'views');
  expect(stdout).toContain('"שם 🦔 \\"x\\" \\u{202e}back"');
  expect(stdout).toMatch(/^compare +"both" .* runs, axis$|^compare +"both" .* axis, runs$/m);
  expect(JSON.parse((await runFfwb(folder, 'views', 'show', ` ${name}`, '--json')).stdout)).toMatchObject({
    id: 'a',
    content,
  });
});

test('a name of two places needs the place; one that is not there is told; the other is removed', async () => {
  const problems = [
    [['show', 'both'], 'There is a view called "both" in runs and compare.'],
    [['remove', 'none'], 'There is no view called "none".'],
    [['show'], 'Say which view to show.'],
    [['dance'], "'dance' is invalid"],
  ] as const;
  for (const [words, expected] of problems) {
    const { code, stderr } = await runFfwb(folder, 'views', ...words);
    expect([code, stderr]).toEqual([2, expect.stringContaining(expected) as string]);
  }
  const { code } = await runFfwb(folder, 'views', 'remove', 'both', '--place', 'compare');
  const reader = await openReader(folder);
  const left = ['view/runs', 'view/compare'].map((kind) =>
    reader
      .listDocuments(kind)
      .map(({ id }) => id)
      .sort(),
  );
  reader.close();
  expect([code, left]).toEqual([0, [['a', 'b'], []]]);
});
