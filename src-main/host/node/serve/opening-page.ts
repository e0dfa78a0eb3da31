/**
 * A page on the disk that leads a browser to the window. What a browser is started with stands in the list of processes,
 * which every user of the machine can read; so it is given this file's name, and the token stands in the file, which its
 * owner alone can read.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OpeningPage {
  readonly file: string;
  /** Nothing happens where it is gone already. */
  remove(): Promise<void>;
}

/** In a folder of its own, mode 0700; the file has mode 0600. `below`: where that folder is made. */
export async function writeOpeningPage(url: string, below: string = tmpdir()): Promise<OpeningPage> {
  const folder = await mkdtemp(join(below, 'ffwb-open-'));
  const file = join(folder, 'open.html');
  await writeFile(file, pageTo(url), { mode: 0o600, flag: 'wx' });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** `url` is made of a host, a port and letters of base64url. */
function pageTo(url: string): string {
  const escaped = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return [
    '<!doctype html>',
    '<meta charset="utf-8" />',
    '<meta name="referrer" content="no-referrer" />',
    `<meta http-equiv="refresh" content="0; url=${escaped}" />`,
    '<title>Forward-Forward Workbench</title>',
    `<a href="${escaped}">Open the workbench</a>`,
    '',
  ].join('\n');
}
