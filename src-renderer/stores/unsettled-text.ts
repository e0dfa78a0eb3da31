/** How texts that were typed and not written are read back from where the window keeps them. */

import type { UnsettledRunText } from '../../src-shared/views/run-text.ts';

/** What was kept as JSON, one by one; what is not of this shape is left out. */
export function parseUnsettled(stored: string | null): UnsettledRunText[] {
  let found: unknown;
  try {
    found = JSON.parse(stored ?? '[]');
  } catch {
    return []; // written by something else: there is nothing of ours to lose
  }
  return Array.isArray(found) ? found.filter(isUnsettled) : [];
}

function isUnsettled(value: unknown): value is UnsettledRunText {
  if (value === null || typeof value !== 'object') return false;
  const { run, text, mine, theirs, failure } = value as Record<string, unknown>;
  const areTexts = [run, mine, theirs, failure ?? ''].every((each) => typeof each === 'string');
  return areTexts && (text === 'name' || text === 'notes');
}
