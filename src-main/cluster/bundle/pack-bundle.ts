/** A bundle as a stream of tar, compressed or not. Files go one after the other, so that none is in memory as a whole. */

import { createReadStream } from 'node:fs';
import { Readable, pipeline as pipelineOf } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import { pack } from 'tar-stream';
import type { Pack } from 'tar-stream';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import type { BundledFile } from './bundle-files.ts';

/** A built window must not look older than its sources; so all files are of one moment, the window's a second later. */
const moment = new Date('2020-01-01T00:00:00Z');
const later = new Date('2020-01-01T00:00:01Z');

/** Bytes of the archive. An error of a file ends the stream with place/bundle. */
export async function* bundleBytes(
  files: readonly BundledFile[],
  isCompressed: boolean,
): AsyncGenerator<Uint8Array> {
  const archive = pack();
  let fault: unknown = null;
  const filled = fill(archive, files).catch((thrown: unknown) => {
    fault = thrown;
    archive.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)));
  });
  try {
    const plain = Readable.from(archive);
    // A pipeline passes errors on, where a pipe would wait for ever. It is said here, not there.
    const gzip = isCompressed ? pipelineOf(plain, createGzip({ level: 6 }), () => {}) : plain;
    yield* gzip as AsyncIterable<Uint8Array>;
    await filled;
  } catch (thrown) {
    const cause: unknown = fault ?? thrown;
    throw new WorkbenchError('place/bundle', { reason: reasonOf(cause) }, { cause });
  }
}

async function fill(archive: Pack, files: readonly BundledFile[]): Promise<void> {
  for (const { path, file, text, bytes, isExecutable } of files) {
    const header = {
      name: path,
      size: bytes,
      mode: isExecutable ? 0o755 : 0o644,
      mtime: path.startsWith('out/') ? later : moment,
    };
    const entry = archive.entry(header);
    const source = file === null ? Readable.from([Buffer.from(text ?? '')]) : createReadStream(file);
    await pipeline(source, entry);
  }
  archive.finalize();
}
