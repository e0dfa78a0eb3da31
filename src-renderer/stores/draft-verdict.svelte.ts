/** What can be said of a draft as it stands: its problems and where they are, what changed, and whether it can start. */

import type { CatalogueView, SpecProblem } from '../../src-shared/views/workbench-view.ts';
import { differencesOf } from '../draft/difference.ts';
import type { Draft } from '../draft/draft.ts';
import { problemText } from '../draft/problems.ts';
import type { DraftEditor } from './drafts-editor.svelte.ts';

export class DraftVerdict {
  readonly #editor: DraftEditor;
  readonly #catalogue: () => CatalogueView;

  /** Of what can be read: what was readable last is not what stands there. */
  readonly problems = $derived.by((): readonly SpecProblem[] =>
    this.#editor.unreadable === null ? (this.#editor.check?.problems ?? []) : [],
  );
  /** Against what the draft began as. */
  readonly differences = $derived.by(() =>
    differencesOf(this.#catalogue(), this.#editor.start.before, this.draft),
  );
  readonly seeds = $derived.by((): readonly number[] => this.#editor.parsedSeeds.seeds ?? []);
  readonly tags = $derived.by(() => {
    const tags = this.#editor.tags.split(',').map((tag) => tag.trim());
    return [...new Set(tags.filter((tag) => tag !== ''))];
  });
  readonly name = $derived.by(() => (typeof this.draft['name'] === 'string' ? this.draft['name'] : ''));
  /** The version of a draft that a newer workbench made; null for others. */
  readonly #futureVersion = $derived.by(() => {
    const { version } = this.draft;
    return typeof version === 'number' && version > this.#catalogue().specVersion ? version : null;
  });
  /** Why the form cannot be changed at the moment; null where it can. */
  readonly locked = $derived.by(() => {
    if (this.#editor.unreadable !== null) {
      return 'The JSON cannot be read at the moment; the form shows what was readable last and waits.';
    }
    return this.#futureVersion !== null
      ? `This experiment is of version ${this.#futureVersion}; this program knows up to ${this.#catalogue().specVersion}. It is kept as it is, but a newer workbench is needed.`
      : null;
  });
  /** Why it cannot start; null where it can. */
  readonly hindrance = $derived.by(() => {
    if (this.#editor.unreadable !== null) return 'The JSON cannot be read.';
    if (this.#futureVersion !== null) return 'It needs a newer workbench.';
    if (this.#editor.parsedSeeds.problem !== null) return this.#editor.parsedSeeds.problem;
    return this.problems.some(({ severity }) => severity === 'error') ? 'Correct the errors first.' : null;
  });
  /** The problems by where their settings stand in the text; a setting that is not there, by its slot. */
  readonly marks = $derived.by(() =>
    this.problems.flatMap((problem) =>
      problem.settings.flatMap((setting) => {
        const { offsets } = this.#editor;
        const offset = offsets.get(setting) ?? offsets.get(setting.split('.')[0] ?? '');
        const text = problemText(problem);
        return offset === undefined ? [] : [{ offset, severity: problem.severity, text }];
      }),
    ),
  );

  constructor(editor: DraftEditor, catalogue: () => CatalogueView) {
    this.#editor = editor;
    this.#catalogue = catalogue;
  }

  get draft(): Draft {
    return this.#editor.draft;
  }
}
