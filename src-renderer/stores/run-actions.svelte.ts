/**
 * What can be done with runs, for the table and for the view of one run: each verb calls the program, tells of failure,
 * and offers a way back where there is one. That the runs changed is heard from the program, not assumed here.
 */

import type { Rewriting, RunText } from '../../src-shared/views/run-text.ts';
import { largestRequest } from '../../src-shared/contract/codec.ts';
import type { InputOf } from '../../src-shared/contract/contract.ts';
import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { saveFile } from '../ui/save-file.ts';
import { router } from './router.svelte.ts';
import { toasts } from './toasts.svelte.ts';
import { unsettledTexts } from './unsettled-texts.svelte.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

export type ExportFormat = InputOf<'runs/export'>['format'];
type Annotation = Omit<InputOf<'runs/annotate'>, 'runs'>;

export const exportFormats: readonly { readonly format: ExportFormat; readonly label: string }[] = [
  { format: 'archive', label: 'Run archive, for another workbench' },
  { format: 'json', label: 'JSON, everything measured' },
  { format: 'csv', label: 'CSV, curves' },
  { format: 'npz', label: 'NPZ, weights' },
  { format: 'safetensors', label: 'safetensors, weights' },
  { format: 'onnx', label: 'ONNX, the trained net' },
];

/** How far something has come is told so often, in milliseconds: a thousand quick steps would paint the page a thousand times. */
const tellEveryMs = 250;

class RunActions {
  /** What takes longer than a moment, in words; null: nothing. */
  #underWay = $state<string | null>(null);

  get underWay(): string | null {
    return this.#underWay;
  }

  pause(runs: readonly string[]): Promise<void> {
    return this.#each('Pausing', runs, (run) => workbench.call('runs/pause', { run }));
  }

  resume(runs: readonly string[]): Promise<void> {
    return this.#each('Resuming', runs, (run) => workbench.call('runs/resume', { run }));
  }

  stop(runs: readonly string[]): Promise<void> {
    return this.#each('Stopping', runs, (run) => workbench.call('runs/stop', { run }));
  }

  annotate(runs: readonly string[], change: Annotation): Promise<boolean> {
    return workbench.attempt('Saving', async () => {
      await workbench.call('runs/annotate', { runs: [...runs], ...change });
    });
  }

  /**
   * Writes a name or notes over what they were when typing began. Where they are something else by now, or the program
   * cannot be reached, what was typed is kept and told of.
   */
  async rewrite(run: string, text: RunText, { from, to }: Rewriting): Promise<void> {
    const keep = (theirs: string, failure: string | null): void => {
      unsettledTexts.keep({ run, text, mine: to, theirs, failure });
      const what = text === 'name' ? 'The name' : 'The notes';
      const why = failure === null ? 'changed elsewhere while you typed' : 'not written';
      toasts.warn(`${what} of a run: ${why}. What you typed is kept.`, {
        label: 'Show',
        run: () => router.go('run', run),
      });
    };
    try {
      const { written, now } = await workbench.call('runs/rewrite', { run, text, from, to });
      if (!written) keep(now, null);
    } catch (thrown) {
      const { message, next } = wordsOf(thrown);
      keep(from, `${message} ${next}`);
    }
  }

  /** A toast offers the way back. */
  async archive(runs: readonly string[], archived: boolean): Promise<void> {
    if (!(await this.annotate(runs, { archived }))) return;
    const what = runs.length === 1 ? 'The run was' : `${runs.length} runs were`;
    const done = archived ? 'archived' : 'taken out of the archive';
    toasts.info(`${what} ${done}.`, {
      label: 'Undo',
      run: () => void this.annotate(runs, { archived: !archived }),
    });
  }

  /** For good: whoever calls has asked. */
  async delete(runs: readonly string[]): Promise<boolean> {
    const done = await workbench.attempt('Deleting', async () => {
      await workbench.call('runs/delete', { runs: [...runs] });
    });
    if (done) toasts.info(runs.length === 1 ? 'The run was deleted.' : `${runs.length} runs were deleted.`);
    return done;
  }

  export(runs: readonly string[], format: ExportFormat): Promise<void> {
    return this.#each('Exporting', runs, async (run) => {
      const { name, mediaType, bytes } = await workbench.call('runs/export', { run, format });
      saveFile(name, new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mediaType }));
    });
  }

  /**
   * Run archives, one after the other: two on their way would take the processors that a run may be training on. A bad one
   * does not keep the others out. Returns the runs that came in.
   */
  async import(files: readonly File[]): Promise<string[]> {
    const imported: string[] = [];
    const take = async (file: File): Promise<void> => {
      if (file.size > largestRequest - 1024) {
        const megabytes = Math.floor(largestRequest / 1e6);
        const problem = `it is larger than ${megabytes} MB; import it with: ffwb import`;
        throw new WorkbenchError('archive/invalid', { file: file.name, problem });
      }
      const { runId } = await workbench.callWithFile('runs/import', { name: file.name.slice(0, 300) }, file);
      imported.push(runId);
    };
    await this.#each('Importing', files, take);
    if (imported.length > 0) {
      const [first = null] = imported;
      toasts.info(
        imported.length === 1 ? 'The run was imported.' : `${imported.length} runs were imported.`,
        {
          label: 'Show',
          run: () => router.go('run', first),
        },
      );
    }
    return imported;
  }

  /** Trains the preset and shows the run; those of a series beside each other. */
  async trainPreset(name: string): Promise<void> {
    await this.#while('Starting', async () => {
      const presets = await workbench.call('spec/presets', {});
      const preset = presets.find((each) => each.name === name);
      if (preset === undefined) {
        const known = presets.map((each) => each.name).join(', ');
        throw new WorkbenchError('preset/unknown', { name, hint: '', known });
      }
      const begun: string[] = [];
      for (const member of preset.members) {
        const draft = member.draft as InputOf<'runs/create'>['draft'];
        const { runIds } = await workbench.call('runs/create', { draft, preset: name, seeds: [], tags: [] });
        begun.push(...runIds);
      }
      if (begun.length > 1) this.compare(begun);
      else router.go('run', begun[0] ?? null);
    });
  }

  async openSample(): Promise<void> {
    await this.#while('Opening the sample project', async () => {
      const { runIds } = await workbench.call('sample/open', {});
      toasts.info(`The sample project's ${runIds.length} runs are here, tagged "sample".`);
    });
  }

  duplicateAndEdit(run: string): void {
    router.go('new', null, { from: run });
  }

  compare(runs: readonly string[]): void {
    router.go('compare', null, { runs: runs.join(',') });
  }

  async #while(what: string, action: () => Promise<void>): Promise<void> {
    this.#underWay = what;
    await workbench.attempt(what, action);
    this.#underWay = null;
  }

  /** Goes on after a failure, which is told. */
  async #each<T>(what: string, things: readonly T[], action: (thing: T) => Promise<unknown>): Promise<void> {
    let toldAt = -Infinity;
    for (const [index, thing] of things.entries()) {
      if (performance.now() - toldAt >= tellEveryMs) {
        this.#underWay = things.length === 1 ? what : `${what} ${index + 1} of ${things.length}`;
        toldAt = performance.now();
      }
      await workbench.attempt(what, async () => void (await action(thing)));
    }
    this.#underWay = null;
  }
}

export const runActions = new RunActions();
