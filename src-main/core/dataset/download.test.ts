import { createHash } from 'node:crypto';
import { chmod, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import type { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { downloadFiles } from './download.ts';
import type { DownloadFile, DownloadOptions } from './download.ts';
import { temporaryFolder } from './encode-idx.fixture.ts';
import { serveFiles } from './serve-files.fixture.ts';

const one = Buffer.alloc(300_000, 'one');
const two = Buffer.from('two');
const files: readonly DownloadFile[] = [entry('one.gz', one), entry('two.gz', two)];

function entry(name: string, bytes: Buffer): DownloadFile {
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** What a failed download says, and what stands in the folder afterwards. */
async function failure(
  address: string,
  options: DownloadOptions = {},
): Promise<{ reason: unknown; left: string[] }> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'two.gz'), 'older');
  const error = await downloadFiles(address, files, folder, options).then(
    () => null,
    (thrown: unknown) => thrown as WorkbenchError,
  );
  expect(error?.code).toBe('dataset/download-failed');
  expect(await readFile(join(folder, 'two.gz'), 'utf8')).toBe('older');
  return { reason: error?.details['reason'], left: await readdir(folder) };
}

test('files of the right size and checksum arrive, with progress, and nothing else is left', async () => {
  const folder = join(await temporaryFolder(), 'new', 'folder');
  const progress: [number, number][] = [];
  await downloadFiles(await serveFiles({ 'one.gz': one, 'two.gz': two }), files, folder, {
    onProgress: (received, total) => progress.push([received, total]),
  });
  expect((await readdir(folder)).sort()).toEqual(['one.gz', 'two.gz']);
  expect(Buffer.compare(await readFile(join(folder, 'one.gz')), one)).toBe(0);
  expect(progress.at(-1)).toEqual([300_003, 300_003]);
  expect(progress.every(([received], i) => received > (progress[i - 1]?.[0] ?? 0))).toBe(true);
});

test('a download that goes wrong says how, and leaves the folder as it was', async () => {
  const good = { 'one.gz': one, 'two.gz': two };
  const reasons = {
    changed: await failure(await serveFiles({ ...good, 'two.gz': Buffer.from('twO') })),
    longer: await failure(await serveFiles({ ...good, 'two.gz': Buffer.from('twofold') })),
    shorter: await failure(await serveFiles({ ...good, 'two.gz': Buffer.from('tw') })),
    gone: await failure(await serveFiles({ 'one.gz': one })),
    cut: await failure(await serveFiles(good, 100_000)),
    refused: await failure('http://127.0.0.1:1/'),
    nonsense: await failure('no address'),
    cancelled: await failure(await serveFiles(good), { signal: AbortSignal.abort() }),
  };
  const left = ['two.gz'];
  expect(reasons).toEqual({
    changed: {
      reason: expect.stringMatching(/^its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}$/) as string,
      left,
    },
    longer: { reason: 'it has more than the expected 3 bytes', left },
    shorter: { reason: 'it ended after 2 of 3 bytes', left },
    gone: { reason: 'the server answered 404 Not Found', left },
    cut: { reason: expect.stringMatching(/closed|terminated|aborted/) as string, left },
    refused: { reason: expect.stringMatching(/ECONNREFUSED|bad port/) as string, left },
    nonsense: { reason: expect.stringMatching(/URL/) as string, left },
    cancelled: { reason: expect.stringMatching(/abort/) as string, left },
  });
});

test('a folder that cannot be made is told as a failed download', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  await chmod(file, 0o600);
  await expect(downloadFiles('http://127.0.0.1:1/', files, join(file, 'inner'))).rejects.toMatchObject({
    code: 'dataset/download-failed',
    details: { reason: expect.stringMatching(/ENOTDIR|EEXIST|ENOENT/) as string },
  });
});
