import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { pageHeaders } from '../../service/page-policy.ts';
import { chooseWindowAddress } from './window-address.ts';
import { answerWithFile } from './window-files.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ffwb-files-'));
  mkdirSync(join(root, 'renderer', 'assets'), { recursive: true });
  mkdirSync(join(root, 'renderer-secret'));
  writeFileSync(join(root, 'secret.js'), 'secret');
  writeFileSync(join(root, 'renderer-secret', 'a.js'), 'secret');
  writeFileSync(join(root, 'renderer', 'index.html'), '<!doctype html>');
  writeFileSync(join(root, 'renderer', 'assets', 'index.js'), 'export {};');
  writeFileSync(join(root, 'renderer', 'notes.txt'), 'of no kind that is served');
});
afterAll(() => rmSync(root, { recursive: true }));

const ask = (url: string, method = 'GET'): Promise<Response> =>
  answerWithFile({ url, method }, join(root, 'renderer'), chooseWindowAddress(null));

test('files are served with their exact type and the policy of every page', async () => {
  const answers = [await ask('app://workbench/'), await ask('app://workbench/assets/index.js?v=1#a')];
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([
    '<!doctype html>',
    'export {};',
  ]);
  expect(answers.map(({ headers }) => headers.get('content-type'))).toEqual([
    'text/html; charset=utf-8',
    'text/javascript; charset=utf-8',
  ]);
  for (const { headers } of answers)
    for (const [name, value] of Object.entries(pageHeaders)) expect(headers.get(name)).toBe(value);
});

test('nothing outside the folder, of another kind, from another host or by another method is served', async () => {
  const urls = [
    'app://workbench/../secret.js',
    'app://workbench/%2e%2e/secret.js',
    'app://workbench/..%2fsecret.js',
    'app://workbench/..%5csecret.js',
    'app://workbench/assets/..%2f..%2fsecret.js',
    'app://workbench/..%2frenderer-secret%2fa.js',
    'app://workbench//etc/passwd',
    'app://workbench/%00index.html',
    'app://workbench/%E0%A4%A',
    'app://workbench/assets',
    'app://workbench/notes.txt',
    'app://workbench/none.js',
    'app://other/index.html',
    'https://workbench/index.html',
  ];
  const statuses = await Promise.all(urls.map(async (url) => (await ask(url)).status));
  expect(statuses).toEqual(urls.map(() => 404));
  expect((await ask('app://workbench/', 'POST')).status).toBe(405);
  expect(await (await ask('app://workbench/', 'HEAD')).text()).toBe('');
});
