import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';

/**
 * What `look` finds at a path; `absent` where nothing is there. What may not be looked at is not absent.
 * Error: store/unreadable.
 */
export async function orAbsent<T>(path: string, absent: T, look: (path: string) => Promise<T>): Promise<T> {
  try {
    return await look(path);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return absent;
    throw new WorkbenchError('store/unreadable', { path, reason: reasonOf(thrown) }, { cause: thrown });
  }
}
