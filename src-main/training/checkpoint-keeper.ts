/**
 * One run's checkpoints on disk, as its worker sees them: finds the one to go on from, writes new ones, and deletes
 * those that nobody will go back to.
 */

import { WorkbenchError, reasonOf } from '../../src-shared/base/errors.ts';
import type { CheckpointReceipt, TrainingState } from '../core/train/training-run.ts';
import { checkpointsToDelete } from './kept-checkpoints.ts';
import type { ResumePoint } from './messages.ts';

/**
 * To go on from a checkpoint that the host has not recorded leaves a gap in what was measured. A run that trained for
 * less than this many seconds rather begins again.
 */
const soonRepeatedSeconds = 60;

/** The files of one run's folder; see store/checkpoints.ts. */
export interface CheckpointFiles {
  /** Names of what lies in the folder, oldest first; none where the folder is not there yet. */
  list(): Promise<string[]>;
  /** `sha256` null: not compared. Errors: checkpoint/damaged, store/unreadable. */
  read(file: string, sha256: string | null): Promise<TrainingState>;
  /** Whole or not at all, even when the process is killed meanwhile. Errors: store/disk-full, store/read-only. */
  write(state: TrainingState): Promise<CheckpointReceipt>;
  delete(file: string): Promise<void>;
}

export class CheckpointKeeper {
  readonly #files: CheckpointFiles;
  readonly #recorded: Set<string>;
  readonly #receipts: ReadonlyMap<string, CheckpointReceipt>;
  /** Oldest first. */
  #written: string[] = [];
  /** The newest that was read or written here. */
  #newest: { readonly step: number; readonly receipt: CheckpointReceipt } | null = null;

  /** `recorded`: files that the host has recorded, newest first. */
  constructor(files: CheckpointFiles, recorded: readonly CheckpointReceipt[]) {
    this.#files = files;
    this.#recorded = new Set(recorded.map(({ file }) => file));
    this.#receipts = new Map(recorded.map((receipt) => [receipt.file, receipt]));
  }

  /**
   * The state to go on from: the newest readable recorded checkpoint; else the newest readable one of any sort, which
   * leaves a gap in what was measured but keeps what was learnt, if that is much; else null, the start of the run.
   * Error: store/unreadable.
   */
  async restore(): Promise<{ state: TrainingState | null; point: ResumePoint }> {
    const present = await this.#files.list();
    const newestFirst = present.toReversed();
    const candidates = [
      ...newestFirst.filter((file) => this.#recorded.has(file)),
      ...newestFirst.filter((file) => !this.#recorded.has(file)),
    ];
    const damaged: { file: string; problem: string }[] = [];
    for (const file of candidates) {
      try {
        const receipt = this.#receipts.get(file);
        const state = await this.#files.read(file, receipt?.sha256 ?? null);
        if (receipt !== undefined) this.#newest = { step: state.step, receipt };
        else if (state.trainSeconds < soonRepeatedSeconds) break; // older ones have even less
        this.#written = [...candidates.slice(candidates.indexOf(file) + 1).toReversed(), file];
        return { state, point: { step: state.step, file, damaged } };
      } catch (error) {
        // It may be sound. An older one, or the start, would cost what was recorded after it.
        if (error instanceof WorkbenchError && error.code === 'store/unreadable') throw error;
        damaged.push({ file, problem: wordProblem(error) });
        this.#recorded.delete(file);
      }
    }
    return { state: null, point: { step: 0, file: null, damaged } };
  }

  async save(state: TrainingState): Promise<CheckpointReceipt> {
    // Nothing was learnt since. The file must stay what the host has recorded: written again it would differ in the
    // time it tells, and a process killed just then would leave a file that looks damaged.
    if (this.#newest?.step === state.step) return this.#newest.receipt;
    const receipt = await this.#files.write(state);
    this.#newest = { step: state.step, receipt };
    this.#written = [...this.#written.filter((file) => file !== receipt.file), receipt.file];
    await this.#tidy();
    return receipt;
  }

  /** The host has recorded the checkpoint and all that was measured before it. */
  confirm(file: string): void {
    this.#recorded.add(file);
    void this.#tidy();
  }

  async #tidy(): Promise<void> {
    for (const file of checkpointsToDelete(this.#written, this.#recorded)) {
      this.#written = this.#written.filter((other) => other !== file);
      // One that cannot be deleted now only takes up room.
      await this.#files.delete(file).catch(() => {});
    }
  }
}

function wordProblem(error: unknown): string {
  return error instanceof WorkbenchError
    ? String(error.details['problem'] ?? error.message)
    : reasonOf(error);
}
