/**
 * Which runs of the table are meant: those selected, else the one the keyboard stands on; and what can be done with them.
 * It follows the table: a run that is deleted is selected no more.
 */

import type { Cell, RunStatus } from '../../src-shared/views/run-table-view.ts';
import { allowedActions } from './allowed-actions.ts';
import { runActions } from './run-actions.svelte.ts';
import { tagsOf } from './run-columns.ts';
import { runTable } from './run-table.svelte.ts';

type Verb = 'pause' | 'resume' | 'stop' | 'delete';

export class RunSelection {
  selected = $state.raw<ReadonlySet<string>>(new Set());
  /** Where the keyboard stands; line -1 is the header. */
  line = $state(0);
  column = $state(0);

  readonly chosen = $derived([...this.selected].filter((id) => runTable.table.rowOf(id) !== null));
  /** The only one selected. */
  readonly only = $derived(this.chosen.length === 1 ? (this.chosen[0] ?? null) : null);
  /** The run shown beside the table: the one selected, else the one the keyboard stands on. */
  readonly pointed = $derived.by(() => {
    if (this.only !== null) return this.only;
    const row = runTable.arrangement.lines[this.line] ?? -1;
    return row < 0 ? null : runTable.table.runId(row);
  });
  /** What verbs act upon: the selected runs, else the one pointed at. */
  readonly targets = $derived.by(() => {
    if (this.chosen.length > 0) return this.chosen;
    return this.pointed === null ? [] : [this.pointed];
  });
  readonly areArchived = $derived(this.targets.every((id) => cellOf(id, 'run:archived') === true));
  readonly arePinned = $derived(this.targets.every((id) => runTable.choices.pinned.includes(id)));
  readonly knownTags = $derived(runTable.table.distinct('run:tags').map(({ value }) => value));
  readonly tagCounts = $derived(
    this.knownTags.map((tag) => ({
      tag,
      runs: this.targets.filter((id) => tagsOfRun(id).includes(tag)).length,
    })),
  );
  /** What deleting would lose. */
  readonly lost = $derived(
    this.able('delete').map((id) => ({
      id,
      name: String(cellOf(id, 'run:name') ?? id),
      trainSeconds: Number(cellOf(id, 'run:train-seconds') ?? 0),
    })),
  );

  /** Those a verb makes sense for. */
  able(verb: Verb): string[] {
    return this.targets.filter(
      (id) => allowedActions({ status: cellOf(id, 'run:status') as RunStatus })[verb],
    );
  }

  clear(): void {
    this.selected = new Set();
  }

  async import(files: FileList | null | undefined): Promise<void> {
    if (files === null || files === undefined || files.length === 0) return;
    this.selected = new Set(await runActions.import([...files]));
  }

  compare(): void {
    runActions.compare(this.targets);
  }

  pin(): void {
    runTable.pin(this.targets, !this.arePinned);
  }

  archive(): void {
    // Only those that it changes: undoing it must not touch the others.
    const archived = !this.areArchived;
    const changing = this.targets.filter((id) => (cellOf(id, 'run:archived') === true) !== archived);
    void runActions.archive(changing, archived);
  }

  tag(tag: string, present: boolean): void {
    void runActions.annotate(this.targets, present ? { addTags: [tag] } : { removeTags: [tag] });
  }

  duplicate(): void {
    runActions.duplicateAndEdit(this.targets[0] ?? '');
  }

  async delete(): Promise<void> {
    if (await runActions.delete(this.able('delete'))) this.clear();
  }
}

function cellOf(runId: string, columnId: string): Cell {
  return runTable.table.cell(runTable.table.rowOf(runId) ?? -1, columnId);
}

function tagsOfRun(runId: string): readonly string[] {
  return tagsOf(cellOf(runId, 'run:tags'));
}
