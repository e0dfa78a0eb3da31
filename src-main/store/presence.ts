/**
 * Whether something is there. A file or folder that may not be looked at is not absent, and whoever takes it for absent
 * tells people that their data are gone, or begins anew over them. So nothing here asks `existsSync`, which says "no" to
 * both.
 */

import { readdirSync, statSync } from 'node:fs';

import { WorkbenchError, reasonOf } from '../../src-shared/base/errors.ts';

/** Codes of a path that cannot be looked at, whatever is there. EIO is none: that is how damaged data answer. */
const forbidden = ['EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'ELOOP'];

/** Error: store/unreadable where that cannot be told. */
export function isThere(path: string): boolean {
  return sizeOf(path) !== null;
}

/** Bytes; null where nothing is there. Error: store/unreadable where that cannot be told. */
export function sizeOf(path: string): number | null {
  return orAbsent(path, null, () => statSync(path).size);
}

/** What lies in a folder; nothing where that is not there. Error: store/unreadable where it cannot be told. */
export function namesIn(folder: string): string[] {
  return orAbsent(folder, [], () => readdirSync(folder));
}

/** What `look` returns; `absent` where nothing is there. Error: store/unreadable for everything else it throws. */
export function orAbsent<T>(path: string, absent: T, look: () => T): T {
  try {
    return look();
  } catch (thrown) {
    if (isAbsent(thrown)) return absent;
    throw unreadable(thrown, path);
  }
}

/** True where `thrown` says that nothing is there. */
export function isAbsent(thrown: unknown): boolean {
  return hasCode(thrown, ['ENOENT']);
}

/** True where `thrown` says that whatever is there may not be looked at. */
export function isForbidden(thrown: unknown): boolean {
  return hasCode(thrown, forbidden);
}

export function unreadable(thrown: unknown, path: string): WorkbenchError {
  if (thrown instanceof WorkbenchError) return thrown;
  return new WorkbenchError('store/unreadable', { path, reason: reasonOf(thrown) }, { cause: thrown });
}

function hasCode(thrown: unknown, codes: readonly string[]): boolean {
  const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
  return typeof code === 'string' && codes.includes(code);
}
