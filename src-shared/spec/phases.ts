/**
 * Wake and sleep: which updates of a run are of which phase. Trainer and window both ask here, so that the bands behind a
 * curve are what was trained. Pure arithmetic over the number of an update, counted from 0.
 */

import type { PartChoice } from './part.ts';

/** The kind of the training order that has phases. */
export const wakeAndSleepKind = 'wake-and-sleep';

export type Phase = 'wake' | 'sleep';

/** What a stretch of a run is to a reader; "alternating": phases too short to be told apart where they are drawn. */
export type BandName = Phase | 'sleep withheld' | 'alternating';

export interface PhaseLengths {
  /** In updates, at least 1 each. */
  readonly wake: number;
  readonly sleep: number;
  /** The epoch, counted from 1, from whose start on there is no sleep; null: there always is. */
  readonly withheldFrom: number | null;
}

/** Updates from `begin` up to `end`, not included. */
export interface PhaseBand {
  readonly name: BandName;
  readonly begin: number;
  readonly end: number;
}

/** The phases of a training order's choice in a spec; null where it has none. */
export function phasesOf(training: PartChoice): PhaseLengths | null {
  const { kind, wake, sleep, withheldFrom } = training;
  if (kind !== wakeAndSleepKind || typeof wake !== 'number' || typeof sleep !== 'number') return null;
  return { wake, sleep, withheldFrom: typeof withheldFrom === 'number' ? withheldFrom : null };
}

/** The update from which on sleep is withheld; Infinity where it never is. */
function withheldUpdate({ withheldFrom }: PhaseLengths, updatesPerEpoch: number): number {
  return withheldFrom === null ? Infinity : (withheldFrom - 1) * updatesPerEpoch;
}

export function phaseAt(lengths: PhaseLengths, updatesPerEpoch: number, update: number): Phase {
  const { wake, sleep } = lengths;
  if (update >= withheldUpdate(lengths, updatesPerEpoch)) return 'wake';
  return update % (wake + sleep) < wake ? 'wake' : 'sleep';
}

/** Why a run of so many epochs would never sleep, as a sentence's end; null where it does. */
export function sleepless(lengths: PhaseLengths, updatesPerEpoch: number, epochs: number): string | null {
  const { wake, withheldFrom } = lengths;
  const first = `the first sleep would begin after ${wake} updates`;
  if (withheldFrom !== null && withheldUpdate(lengths, updatesPerEpoch) <= wake) {
    const before = (withheldFrom - 1) * updatesPerEpoch;
    return `sleep is withheld before it begins: ${first}, and from epoch ${withheldFrom} on, which is after ${before}, there is none`;
  }
  if (epochs * updatesPerEpoch <= wake)
    return `sleep never comes: ${first}, and the run ends after ${epochs * updatesPerEpoch}`;
  return null;
}

/**
 * The bands of the updates from `from` up to `to`, in order and without gaps. Where the shorter phase lasts fewer than
 * `shortest` updates, all of the time with sleep is one band, "alternating".
 */
export function phaseBands(
  lengths: PhaseLengths,
  updatesPerEpoch: number,
  [from, to]: readonly [number, number],
  shortest: number,
): PhaseBand[] {
  const { wake, sleep } = lengths;
  const withheld = Math.max(from, withheldUpdate(lengths, updatesPerEpoch));
  const slept = Math.min(to, withheld);
  const bands: PhaseBand[] = [];
  if (Math.min(wake, sleep) < shortest) {
    if (from < slept) bands.push({ name: 'alternating', begin: from, end: slept });
  } else {
    for (let begin = from; begin < slept;) {
      const ofCycle = begin % (wake + sleep);
      const awake = ofCycle < wake;
      const end = Math.min(slept, begin - ofCycle + (awake ? wake : wake + sleep));
      bands.push({ name: awake ? 'wake' : 'sleep', begin, end });
      begin = end;
    }
  }
  if (withheld < to) bands.push({ name: 'sleep withheld', begin: withheld, end: to });
  return bands;
}
