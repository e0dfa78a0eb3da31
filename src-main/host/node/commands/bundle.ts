/** `ffwb bundle`: this program as one file that runs on a machine without packages, registries or a network. */

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Command } from 'commander';

import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import { bundleFiles, bundleKey, sourceProgram } from '../../../cluster/bundle/bundle-files.ts';
import { bundleBytes } from '../../../cluster/bundle/pack-bundle.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { ensureWindow } from '../serve/window-build.ts';
import { formatBytes } from '../terminal/quantities.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { claimPlace } from '../write-file.ts';
import type { ClaimedPlace } from '../write-file.ts';
import { addDataFolderOption, addJsonOption, notEmpty } from './command.ts';
import type { SharedOptions } from './command.ts';

interface BundleOptions extends SharedOptions {
  readonly out: string;
  readonly force?: boolean;
  readonly window?: boolean;
}

export function defineBundle(command: Command, terminal: Terminal): void {
  command
    .requiredOption('--out <file>', 'the file to write, such as ffwb.tar.gz', notEmpty)
    .option('--force', 'replaces a file that is there; without it a terminal is asked')
    .option('--window', 'with the built window, so that "ffwb serve" works there too');
  addJsonOption(addDataFolderOption(command)).action(async (options: BundleOptions) => {
    const dataFolder = chooseDataFolder(options.dataDir);
    const place = await claimPlace(options.out, { dataFolder, force: options.force === true, terminal });
    const window = options.window === true ? await ensureWindow((line) => terminal.note(line)) : null;
    const files = bundleFiles({ program: sourceProgram, node: process.execPath, window });
    const written = await write(place, bundleBytes(files, true));
    const answer = { file: place.named, key: bundleKey(files), files: files.length, ...written };
    terminal.answer(
      answer,
      () =>
        `Wrote ${place.named} (${formatBytes(written.bytes)}). Unpack it anywhere on Linux (x64): tar -xzf, then ./ffwb --help`,
    );
  });
}

/** Whole or not at all, as it is made. Error: export/failed; that of the bytes. */
async function write(
  { named, file }: ClaimedPlace,
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const partial = `${file}.${process.pid}.partial`;
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
  };
  try {
    await pipeline(Readable.from(counted()), createWriteStream(partial, { flags: 'wx', flush: true }));
    await rename(partial, file);
    return { bytes, sha256: hash.digest('hex') };
  } catch (thrown) {
    await rm(partial, { force: true }).catch(() => {});
    if (thrown instanceof WorkbenchError) throw thrown;
    throw new WorkbenchError('export/failed', { file: named, reason: reasonOf(thrown) }, { cause: thrown });
  }
}
