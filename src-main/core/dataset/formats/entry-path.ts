/** Names in archives are whatever somebody wrote: checked here, though nothing is ever written under them. */

import { refused } from './format.ts';

/** What systems leave behind in folders and archives: no part of a dataset. */
const leftBehind = new Set(['__MACOSX', 'Thumbs.db', 'desktop.ini']);
const deepest = 16;
const longest = 1000;

/** The path without "." and doubled "/"; null for what is to be left out. Error: dataset/refused. */
export function checkEntryPath(archive: string, written: string): string | null {
  const refuse = (why: string): Error =>
    refused(
      `${archive} holds a file named ${JSON.stringify(written.slice(0, 100))}, which ${why}`,
      'Pack the files again.',
    );
  if (/[\0-\x1f\\]/.test(written)) throw refuse('holds a character that no path here may hold'); // eslint-disable-line no-control-regex
  if (written.startsWith('/') || /^[a-z]:/i.test(written)) throw refuse('is not below the archive');
  const names = written.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) throw refuse('leads out of the archive');
  if (names.length > deepest || written.length > longest) throw refuse('lies too deep');
  return names.length === 0 || names.some(isLeftBehind) ? null : names.join('/');
}

/** Hidden files, and what systems leave. */
export function isLeftBehind(name: string): boolean {
  return name.startsWith('.') || leftBehind.has(name);
}
