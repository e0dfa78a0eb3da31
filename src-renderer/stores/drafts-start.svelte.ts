/** Where a draft comes from: a preset, a run to duplicate, a draft that was kept, or a file. */

import type { CatalogueView, PresetView } from '../../src-shared/views/workbench-view.ts';
import { copyName } from '../draft/copy-name.ts';
import { asDraft, isObject, setAt } from '../draft/draft.ts';
import type { Draft } from '../draft/draft.ts';
import { parseJsonText } from '../draft/json-text.ts';
import { orderDraft } from '../draft/slots.ts';
import type { EditorStart } from './drafts-editor.svelte.ts';
import { drafts, newDraftId, recallDraft } from './drafts.svelte.ts';
import { workbench } from './workbench.svelte.ts';

/** `dataset`: another choice in place of the preset's own, as JSON; whether it is one, the program says. */
export function startFromPreset(
  presets: readonly PresetView[],
  name: string,
  dataset: string | undefined,
): EditorStart {
  const preset = presets.find((each) => each.name === name);
  if (preset === undefined) throw new Error(`There is no preset named "${name}".`);
  const before = asDraft(preset.draft);
  const choice = dataset === undefined ? null : parseJsonText(dataset).value;
  const draft = choice === null ? before : setAt(before, ['dataset'], choice);
  return { id: newDraftId(), draft, before, beforeName: name, preset: name };
}

/** Errors: those of 'runs/get'. */
export async function startFromRun(catalogue: CatalogueView, run: string): Promise<EditorStart> {
  const { spec, name, preset, tags } = await workbench.call('runs/get', { run });
  const before = orderDraft(catalogue, asDraft({ ...spec }));
  return {
    id: newDraftId(),
    draft: setAt(before, ['name'], copyName(name)),
    before,
    beforeName: name,
    preset,
    fromRun: run,
    tags: tags.join(', '),
  };
}

/** A kept draft; changes are told against what it once started from, where that is still there. */
export async function startFromDraft(
  catalogue: CatalogueView,
  presets: readonly PresetView[],
  id: string,
): Promise<EditorStart> {
  const kept = await drafts.find(id);
  if (kept === null) throw new Error('This draft is not there any more.');
  if (kept.problem !== null) throw new Error(kept.problem);
  const draft = asDraft(kept.draft);
  const { fromRun, text, seeds, tags } = recallDraft(id);
  const origin = await originOf(catalogue, presets, kept.preset, fromRun);
  const { before, beforeName } = origin ?? { before: draft, beforeName: 'the draft as it was opened' };
  const { preset, revision } = kept;
  return { id, draft, text, before, beforeName, preset, revision, fromRun, seeds, tags };
}

/** Any text: what cannot be read stands in the editor as it is. */
export function startFromText(name: string, text: string): EditorStart {
  const { value } = parseJsonText(text);
  const draft: Draft = value !== null && isObject(value) ? value : {};
  return { id: newDraftId(), draft, text, before: draft, beforeName: name, preset: null };
}

async function originOf(
  catalogue: CatalogueView,
  presets: readonly PresetView[],
  preset: string | null,
  fromRun: string | undefined,
): Promise<{ before: Draft; beforeName: string } | null> {
  if (fromRun !== undefined) {
    try {
      return await startFromRun(catalogue, fromRun);
    } catch {
      // The run was deleted since: the draft is told against the next best.
    }
  }
  const found = presets.find(({ name }) => name === preset);
  return found === undefined ? null : { before: asDraft(found.draft), beforeName: found.name };
}
