/** Phases of a run as bands behind its curves: which stretch of the x axis is of which phase, and in which colour. */

import { phaseBands, phasesOf } from '../../src-shared/spec/phases.ts';
import type { BandName } from '../../src-shared/spec/phases.ts';
import type { PartChoice } from '../../src-shared/spec/part.ts';
import type { SeriesAxis } from '../../src-shared/views/series-view.ts';
import { negativeColour, positiveColour, thresholdColour } from '../ui/run-colours.ts';
import type { BackdropBand, BackdropOf } from './chart-data.ts';

/** What is narrower on the screen, in pixels, is not told apart. */
const narrowest = 3;

/** Positives are learnt awake and negatives asleep: their colours are those of goodness everywhere. */
const looks: Readonly<Record<BandName, Pick<BackdropBand, 'colour' | 'strength'>>> = {
  wake: { colour: positiveColour, strength: 0.08 },
  sleep: { colour: negativeColour, strength: 0.14 },
  'sleep withheld': { colour: thresholdColour, strength: 0.22 },
  alternating: { colour: thresholdColour, strength: 0.08 },
};

const words: Readonly<Record<BandName, string>> = {
  wake: 'wake',
  sleep: 'sleep',
  'sleep withheld': 'sleep withheld',
  alternating: 'wake and sleep by turns, too short to draw',
};

export interface PhasedRun {
  readonly training: PartChoice;
  /** Updates and epochs that are planned; null where that is not known. */
  readonly totalSteps: number | null;
  readonly epochs: number | null;
}

/** null: the run has no phases, its length is not known, or the axis is time, on which no update has its place. */
export function phaseBackdrop(
  { training, totalSteps, epochs }: PhasedRun,
  axis: SeriesAxis,
): BackdropOf | null {
  const lengths = phasesOf(training);
  if (lengths === null || axis === 'time' || totalSteps === null || epochs === null || epochs === 0)
    return null;
  const perEpoch = totalSteps / epochs;
  const updates = axis === 'step' ? 1 : perEpoch; // in one unit of the axis
  return ([from, to], pixels) => {
    const range = [
      Math.max(0, Math.floor(from * updates)),
      Math.min(totalSteps, Math.ceil(to * updates)),
    ] as const;
    const shortest = (narrowest * (to - from) * updates) / Math.max(1, pixels);
    return phaseBands(lengths, perEpoch, range, shortest).map(({ name, begin, end }) => ({
      name: words[name],
      ...looks[name],
      from: Math.max(from, begin / updates),
      to: Math.min(to, end / updates),
    }));
  };
}

/** The backdrop that all of these runs share; null where there are none, or any has other phases or none. */
export function sharedBackdrop(runs: readonly PhasedRun[], axis: SeriesAxis): BackdropOf | null {
  const [first] = runs;
  if (first === undefined) return null;
  const key = ({ training, totalSteps, epochs }: PhasedRun) =>
    JSON.stringify([phasesOf(training), totalSteps, epochs]);
  return runs.every((run) => key(run) === key(first)) ? phaseBackdrop(first, axis) : null;
}
