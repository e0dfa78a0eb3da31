/**
 * How long a run's last checkpoint is tried again while the disk refuses it. Room may be made meanwhile; but the run
 * holds a slot, and whoever asked it to stop waits. Pure but for the clock and the timer it is given.
 */

/** A run that came to its end is worth more patience than one that was asked to stop. */
export const lastSavePatienceMs = { atEnd: 30_000, atStop: 10_000 };
const tryEveryMs = 500;

export interface LastSaveOptions {
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** True once a stop was asked for, which may happen while it is tried. */
  readonly stopRequested: () => boolean;
}

/** What a trainer asks after each refusal: waits, and says whether to try again. */
export function createLastSave({ clock, sleep, stopRequested }: LastSaveOptions): () => Promise<boolean> {
  let since: number | null = null;
  return async () => {
    since ??= clock();
    const patience = stopRequested() ? lastSavePatienceMs.atStop : lastSavePatienceMs.atEnd;
    if (clock() - since >= patience) return false;
    await sleep(tryEveryMs);
    return true;
  };
}
