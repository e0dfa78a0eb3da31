/** What one draft says differently from another, setting by setting, defaults counted as said. */

import type { CatalogueView } from '../../src-shared/views/workbench-view.ts';
import { isEqual, isObject, pathText, valueAt } from './draft.ts';
import type { Draft, Json, Path } from './draft.ts';
import { completeDraft, kindOf, settingLabel } from './slots.ts';

export interface Difference {
  readonly path: Path;
  readonly label: string;
  /** undefined where the setting is not there. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** In the order of the settings. Another part is one difference, not one for each of its parameters. */
export function differencesOf(catalogue: CatalogueView, before: Draft, after: Draft): Difference[] {
  const [one, other] = [completeDraft(catalogue, before), completeDraft(catalogue, after)];
  const slots = catalogue.slots.map(({ slot }) => slot as string);
  const known = ['name', 'seed', ...slots, 'measures'];
  const rest = Object.keys({ ...one, ...other }).filter((key) => key !== 'version' && !known.includes(key));
  return [...known, ...rest]
    .flatMap((key) => compare([key]))
    .map((path): Difference => ({
      path,
      label: settingLabel(catalogue, valueAt(other, path) === undefined ? one : other, pathText(path)),
      before: valueAt(one, path),
      after: valueAt(other, path),
    }));

  function compare(path: Path): Path[] {
    const [left, right] = [valueAt(one, path), valueAt(other, path)];
    if (isEqual(left, right)) return [];
    if (Array.isArray(left) && Array.isArray(right)) {
      const longest = left.length > right.length ? left : right;
      return longest.flatMap((_, index) => compare([...path, index]));
    }
    if (isObject(left) && isObject(right) && kindOf(left) === kindOf(right)) {
      return Object.keys({ ...left, ...right }).flatMap((key) => compare([...path, key]));
    }
    return [path];
  }
}
