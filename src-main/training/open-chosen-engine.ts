/** Opens the engine an experiment chose; where it leaves the choice open, a run goes on with the engine it began with. */

import os from 'node:os';

import { asWorkbenchError } from '../../src-shared/base/errors.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { EngineOptions } from '../core/engine/engine.ts';
import { lastResort, openEngine } from '../core/engine/pick-engine.ts';
import { doThreadsAlterNothing } from './thread-count.ts';
import type { EngineWish, OpenedEngine } from './run-worker.ts';

const slowEngine =
  'No fast engine loads on this computer, so the run trains on the "reference" engine, which takes hundreds of times ' +
  'longer: "ffwb engines" says why, and what to set up.';

/** `clock` in milliseconds. Errors: engine/unavailable, part/unknown. */
export async function openChosenEngine(
  spec: ExperimentSpec,
  { threads, sharesCores, threadsBefore, before }: EngineWish,
  clock: () => number,
): Promise<OpenedEngine> {
  const { engine: choice } = spec;
  const chosen = typeof choice['threads'] === 'number' ? choice['threads'] : null;
  const isOpen = chosen === null && threadsBefore === null;
  const options: EngineOptions = {
    threads: chosen ?? threads,
    device: typeof choice['device'] === 'string' ? choice['device'] : 'auto',
    // Where it trains alone the engine finds out what other programs do.
    ...(sharesCores
      ? { sharesCores }
      : { mayUseFewerThreads: isOpen && doThreadsAlterNothing(spec, threads ?? os.availableParallelism()) }),
  };
  const warnings: string[] = [];
  if (choice.kind === 'auto' && before !== null) {
    try {
      const engine = await openEngine(before, options, clock);
      return { engine, warnings: engine.notes };
    } catch (error) {
      const { message } = asWorkbenchError(error, 'engine/failed', { engine: before });
      warnings.push(`${message} The run goes on with another engine, so its numbers may differ a little.`);
    }
  }
  const engine = await openEngine(choice.kind, options, clock);
  if (choice.kind === 'auto' && engine.id === lastResort) warnings.push(slowEngine);
  return { engine, warnings: [...warnings, ...engine.notes] };
}
