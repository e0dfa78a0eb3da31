/** A page's text that was typed and not yet written, as the window keeps it over a reload: read back here. */

export interface KeptPage {
  readonly title: string;
  readonly body: string;
  /** Revisions that the page may have now; null: none, it is not there. */
  readonly over: readonly (string | null)[];
}

/** null: nothing is kept, or it is not ours. */
export function parseKeptPage(stored: string | null): KeptPage | null {
  let found: unknown;
  try {
    found = JSON.parse(stored ?? 'null');
  } catch {
    return null; // written by something else: there is nothing of ours to lose
  }
  if (found === null || typeof found !== 'object') return null;
  const { title, body, over } = found as Record<string, unknown>;
  const isOver = Array.isArray(over) && over.every((each) => each === null || typeof each === 'string');
  if (typeof title !== 'string' || typeof body !== 'string' || !isOver) return null;
  return { title, body, over: over as (string | null)[] };
}
