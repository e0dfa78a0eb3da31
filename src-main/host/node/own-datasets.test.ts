import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test, vi } from 'vitest';

import { answerOf, makeFolder, removeFolder, runFfwb } from './fixtures/run-ffwb.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = makeFolder();
afterAll(() => removeFolder(folder));

test("a dataset of one's own is added, listed, and trained on as the answer says", async () => {
  const file = join(folder, 'verse.txt');
  writeFileSync(file, 'the quick brown fox jumps over the lazy dog. '.repeat(10));
  const added = (await answerOf(folder, 'datasets', 'add', 'verse', file)) as { choice: unknown };
  expect(added).toMatchObject({
    label: 'verse',
    available: true,
    readFrom: '449 characters of text, no character left out',
  });
  expect(await answerOf(folder, 'datasets')).toContainEqual(added);
  const run = await answerOf(
    folder,
    ...['train', 'quick-start', '--epochs', '1', '--engine', 'reference'],
    ...[
      '--set',
      `dataset=${JSON.stringify(added.choice)}`,
      '--set',
      'layers.0.units=8',
      '--set',
      'layers.1.units=8',
    ],
  );
  expect(run).toMatchObject({ status: 'completed' });
});

test('what cannot be added is refused in one sentence with exit code 3, and nothing is left', async () => {
  const file = join(folder, 'table.csv');
  writeFileSync(file, '1,2');
  const before = readdirSync(join(folder, 'datasets'));
  const { code, stderr } = await runFfwb(folder, 'datasets', 'add', 'table', file);
  expect([code, stderr]).toEqual([3, expect.stringContaining('table.csv can be read as no dataset.')]);
  expect(readdirSync(join(folder, 'datasets'))).toEqual(before);
});
