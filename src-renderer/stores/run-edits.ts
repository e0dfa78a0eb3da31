/**
 * What was changed on a run here and is not heard back yet, laid over what the program said last: so that what is typed
 * next starts from what is seen. Data only.
 */

import type { RunText } from '../../src-shared/views/run-text.ts';
import type { RunDetail } from '../../src-shared/views/run-view.ts';

export type RunEdit =
  | { readonly kind: 'add'; readonly tag: string }
  | { readonly kind: 'remove'; readonly tag: string }
  | { readonly kind: 'write'; readonly text: RunText; readonly to: string };

type Edited = Pick<RunDetail, 'name' | 'notes' | 'tags'>;

/** In the order they were made; the very same object where there is none. */
export function withEdits<T extends Edited>(run: T, edits: readonly RunEdit[]): T {
  if (edits.length === 0) return run;
  const tags = new Set(run.tags);
  const texts: Partial<Record<RunText, string>> = {};
  for (const edit of edits) {
    if (edit.kind === 'write') texts[edit.text] = edit.to;
    else if (edit.kind === 'add') tags.add(edit.tag);
    else tags.delete(edit.tag);
  }
  return { ...run, ...texts, tags: [...tags] };
}
