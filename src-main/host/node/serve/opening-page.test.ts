import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { expect, test } from 'vitest';

import { temporaryFolder } from '../../../store/fixtures/small-disk.ts';
import { writeOpeningPage } from './opening-page.ts';

const url = 'http://127.0.0.1:3392/?token=secret-of-this-test';

test('the token stands in a file that its owner alone can read, and in no name', async () => {
  const folder = temporaryFolder();
  const page = await writeOpeningPage(url, folder);
  const modes = [statSync(page.file).mode & 0o777, statSync(dirname(page.file)).mode & 0o777];
  expect(modes).toEqual([0o600, 0o700]);
  expect(page.file).not.toContain('secret');
  expect(readFileSync(page.file, 'utf8')).toContain(`content="0; url=${url}"`);
  await page.remove();
  await page.remove();
  expect([existsSync(page.file), readdirSync(folder)]).toEqual([false, []]);
});
