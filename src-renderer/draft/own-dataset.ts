/** Which experiments are about a dataset anyway, so that nothing of them has to be put in another's place. */

import { isObject } from './draft.ts';
import type { Draft } from './draft.ts';

/** What names a dataset: its kind, and the name of one that a user added. */
interface Choice {
  readonly kind: string;
  readonly [setting: string]: unknown;
}

export function isAboutDataset(draft: Draft, choice: Choice): boolean {
  const own = draft['dataset'];
  return isObject(own) && own['kind'] === choice.kind && own['name'] === choice['name'];
}

/** The first that is about the dataset, else the first; null where there are none. */
export function bestForDataset<Item>(
  items: readonly Item[],
  draftOf: (item: Item) => Draft,
  choice: Choice | null,
): Item | null {
  const own = choice === null ? undefined : items.find((item) => isAboutDataset(draftOf(item), choice));
  return own ?? items[0] ?? null;
}
