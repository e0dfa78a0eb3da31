/**
 * Where the runs of a sweep are made. A sweep knows nothing else of it: it hands over recorded runs, as many at once as the
 * place takes, and hears when each is recorded as ended. This computer is one such place.
 */

import { asWorkbenchError } from '../../../src-shared/base/errors.ts';
import { localPlace } from '../../../src-shared/views/places-view.ts';
import type { RunState } from '../../store/run-store.ts';
import type { RunManager, TrainOptions } from '../run-manager.ts';

export interface Place {
  /** As it is recorded with the sweep. */
  readonly name: string;
  /** How many runs it is handed at once at most: enough that none of its slots ever waits. May change at any time. */
  readonly width: number;
  /**
   * Trains a recorded run as far as it is told, or goes on with it. Resolves when it has ended and that is recorded,
   * whatever became of it. Errors: what kept it from that, such as training/service-died.
   */
  make(runId: string, options: Pick<TrainOptions, 'stopAfterEpochs'>): Promise<RunState>;
  /** Its `make` then resolves soon. Does nothing where it is not being made. */
  stop(runId: string): Promise<void>;
}

/** This computer: the training service's queue. Somebody may have begun or resumed a run already: it is waited for. */
export function createLocalPlace(runs: RunManager): Place {
  /** Those in hand; true: to be stopped as soon as they can be. */
  const inHand = new Map<string, boolean>();
  return {
    name: localPlace,
    get width() {
      return runs.slots + 1;
    },
    make: async (runId, options) => {
      inHand.set(runId, false);
      try {
        await resumeOrFollow(runs, runId, options);
        if (inHand.get(runId) === true) await runs.stop(runId);
        return await runs.wait(runId);
      } finally {
        inHand.delete(runId);
      }
    },
    stop: async (runId) => {
      if (!inHand.has(runId)) return;
      inHand.set(runId, true);
      if (runs.active.includes(runId)) await runs.stop(runId);
    },
  };
}

async function resumeOrFollow(runs: RunManager, runId: string, options: TrainOptions): Promise<void> {
  try {
    await runs.resume(runId, options);
  } catch (thrown) {
    const { code } = asWorkbenchError(thrown, 'training/failed');
    if (code !== 'run/busy' && code !== 'training/refused') throw thrown;
  }
}
