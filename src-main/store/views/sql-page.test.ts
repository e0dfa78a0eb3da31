/** docs/sql.md says of every view what its list says, in its order; its questions and those of other pages are answered. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

import { openRunStore } from '../open.ts';
import { sampleRun } from '../fixtures/sample-run.ts';
import { askSql } from './ask-sql.ts';
import { pointsView, sqlViews } from './sql-views.ts';

const pageOf = (name: string) => readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8');
const page = pageOf('sql.md');

test('the page has every view with its columns, and no other', () => {
  const sections = page.split(/^## /m).slice(1);
  const told = sections.map((section) => {
    const [name = '', , about = ''] = section.split('\n');
    const columns = [...section.matchAll(/^\| `(\w+)` \| (\w+) \| (.*) \|$/gm)].map(
      ([, column, type, what]) => ({ name: column, type, about: what }),
    );
    return { name, about, columns };
  });
  expect(told).toEqual(
    [...sqlViews, pointsView].map(({ name, about, columns }) => ({ name, about, columns })),
  );
});

test('the questions on the page are answered', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ffwb-sql-page-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const store = await openRunStore(folder);
  const run = store.createRun(sampleRun);
  store.close();
  const quoted = [...page.matchAll(/^ {4}ffwb sql "([^"]*)"/gm)].map(([, question]) => question as string);
  const pages = page + pageOf('families.md');
  const plain = [...pages.matchAll(/^ {4}(?:SELECT|WITH) .*(?:\n {4}.*)*/gm)].map(([question]) => question);
  expect([quoted.length, plain.length]).toEqual([2, 2]);
  for (const question of [...quoted, ...plain]) {
    const sql = question.replace('20250101-000000-aaaa', run);
    expect((await askSql(folder, { sql, mostRows: 10 })).complete).toBe(true);
  }
});
