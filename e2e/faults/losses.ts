/** How much of what a trainer measured is not recorded. */

import type { Recorded } from './recorded.ts';
import type { Observation } from './witness.ts';

export interface Loss {
  /** From the first moment that is not recorded until the death, in milliseconds; 0 when all is there. */
  readonly ms: number;
  /** Steps whose measures are gone. */
  readonly steps: number;
}

/** `found`: what is recorded; null: the run itself is not. */
export function lossOf(observations: readonly Observation[], found: Recorded | null, killedAt: number): Loss {
  const lost = measuresOf(observations).filter(({ step, sort }) => !isRecorded(found, sort, step));
  const first = lost[0];
  if (first === undefined) return { ms: 0, steps: 0 };
  return { ms: Math.max(0, killedAt - first.at), steps: lost.filter(({ sort }) => sort === 'step').length };
}

/** Measures of every step, of the layers at an evaluation, and evaluations. */
type Sort = 'step' | 'layers' | 'evaluation' | 'end';

interface Measure {
  readonly at: number;
  readonly step: number;
  readonly sort: Sort;
}

function measuresOf(observations: readonly Observation[]): Measure[] {
  let evaluated = -1;
  return observations.flatMap(({ at, moment, step }): Measure[] => {
    if (moment === 'measured') return [{ at, step, sort: step === evaluated ? 'layers' : 'step' }];
    if (moment === 'finished') return [{ at, step, sort: 'end' }];
    if (moment !== 'evaluated' && moment !== 'evaluated-finally') return [];
    evaluated = step;
    return [{ at, step, sort: 'evaluation' }];
  });
}

function isRecorded(found: Recorded | null, sort: Sort, step: number): boolean {
  if (found === null) return false;
  switch (sort) {
    case 'step':
      return step <= (found.series.get('run/trainSeconds')?.steps.at(-1) ?? 0);
    case 'layers':
      return step <= newestHistogram(found);
    case 'evaluation':
      return step <= (found.run.history.at(-1)?.step ?? 0);
    case 'end':
      return found.run.status === 'completed';
  }
}

/** Histograms and the measures of layers are told together. */
function newestHistogram({ histograms }: Recorded): number {
  return Math.max(0, ...[...histograms.values()].map((points) => points.at(-1)?.step ?? 0));
}
