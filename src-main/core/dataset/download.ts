/**
 * Downloads files of known size and checksum into a folder: all of them or none. They are written to a temporary folder
 * beside their place, checked, and only then renamed, so that a broken download never looks like a dataset.
 */

import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';

export interface DownloadFile {
  /** Its name in the folder, and at the end of its address. */
  readonly name: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

export interface DownloadOptions {
  /** Called as bytes arrive, with sums over all files. */
  onProgress?(receivedBytes: number, totalBytes: number): void;
  /** Ends the download early. */
  readonly signal?: AbortSignal;
}

/** `address` ends in "/". Error: dataset/download-failed; the folder is then as it was. */
export async function downloadFiles(
  address: string,
  files: readonly DownloadFile[],
  folder: string,
  options: DownloadOptions = {},
): Promise<void> {
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  let temporary: string | null = null;
  let current = address;
  try {
    await mkdir(folder, { recursive: true });
    temporary = await mkdtemp(join(folder, '.download-'));
    let before = 0;
    for (const file of files) {
      current = `${address}${file.name}`;
      await downloadOne(current, file, join(temporary, file.name), options.signal, (received) =>
        options.onProgress?.(before + received, total),
      );
      before += file.bytes;
    }
    for (const { name } of files) await rename(join(temporary, name), join(folder, name));
  } catch (thrown) {
    const remedy = `Try again later, or put the files ${files.map(({ name }) => name).join(', ')} into ${folder}.`;
    const details = { address: current, reason: downloadReason(thrown), remedy };
    throw new WorkbenchError('dataset/download-failed', details, { cause: thrown });
  } finally {
    if (temporary !== null) await rm(temporary, { recursive: true, force: true });
  }
}

/** Downloads one file to `path`. Never takes more bytes than expected. */
async function downloadOne(
  address: string,
  file: DownloadFile,
  path: string,
  signal: AbortSignal | undefined,
  onReceived: (bytes: number) => void,
): Promise<void> {
  // As it is stored: the files are packed already, and their sums are over the packed bytes.
  const headers = { 'accept-encoding': 'identity' };
  const response = await fetch(address, { headers, ...(signal === undefined ? {} : { signal }) });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`the server answered ${response.status} ${response.statusText}`.trimEnd());
  }
  const hash = createHash('sha256');
  const handle = await open(path, 'wx');
  try {
    let received = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      received += chunk.length;
      if (received > file.bytes) throw new Error(`it has more than the expected ${file.bytes} bytes`);
      hash.update(chunk);
      await handle.writeFile(chunk);
      onReceived(received);
    }
    if (received < file.bytes) throw new Error(`it ended after ${received} of ${file.bytes} bytes`);
    const found = hash.digest('hex');
    if (found !== file.sha256) throw new Error(`its SHA-256 is ${found}, not ${file.sha256}`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** fetch() says only "fetch failed"; the reason is its cause. */
function downloadReason(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (!(cause instanceof Error)) return reasonOf(thrown);
  return cause.message === '' ? String((cause as NodeJS.ErrnoException).code ?? cause.name) : cause.message;
}
