/**
 * Names and notes that were typed and not written: the text had become another one meanwhile, or the program could not be
 * reached. What was typed is kept here, also while this window is loaded anew, until somebody decides what holds.
 */

import type { UnsettledRunText } from '../../src-shared/views/run-text.ts';
import { parseUnsettled } from './unsettled-text.ts';

const storageKey = 'unsettled-texts';

class UnsettledTexts {
  #list = $state.raw<readonly UnsettledRunText[]>(parseUnsettled(window.sessionStorage.getItem(storageKey)));

  of(run: string): readonly UnsettledRunText[] {
    return this.#list.filter((each) => each.run === run);
  }

  keep(unsettled: UnsettledRunText): void {
    this.#change([...this.#list, unsettled]);
  }

  settle(unsettled: UnsettledRunText): void {
    this.#change(this.#list.filter((each) => each !== unsettled));
  }

  #change(list: readonly UnsettledRunText[]): void {
    this.#list = list;
    window.sessionStorage.setItem(storageKey, JSON.stringify(list));
  }
}

export const unsettledTexts = new UnsettledTexts();
