/** What is to happen before and after a kill: drawn from the seed, so that a campaign can be tried again. */

import { assertDefined } from '../../src-shared/base/assert.ts';
import { randomStream } from '../../src-shared/base/random.ts';
import type { RandomStream } from '../../src-shared/base/random.ts';
import { injuryKinds } from './injuries.ts';
import type { InjuryKind } from './injuries.ts';
import { phases } from './moments.ts';
import type { Phase } from './moments.ts';

/** How often each phase is aimed at. Where a kill really strikes is another thing: see `phaseOf`. */
const weights: Record<Phase, number> = {
  opening: 4,
  migrating: 20, // possible only in a new folder
  starting: 5,
  training: 5,
  saving: 6,
  evaluating: 4,
  finishing: 4,
  closing: 1,
};
/** Seconds between checkpoints; short ones where one of them is aimed at. */
const intervals = [0.05, 0.1, 0.1, 0.3, 5];
const shortIntervals = [0.05, 0.1];
/** One kill in so many is followed by damage to a checkpoint. */
const injureEvery = 4;

export interface Plan {
  readonly aim: Phase;
  /** Where in that phase, 0 to 1. */
  readonly fraction: number;
  /** Rare ones put most measures at risk, because a checkpoint is recorded at once with all before it. */
  readonly checkpointSeconds: number;
  /** What is done to the newest checkpoint afterwards, where there is one. */
  readonly injury: InjuryKind | null;
  /** Where the next run goes, once this one is complete. */
  readonly nextInNewFolder: boolean;
  /** For what else has to be drawn. */
  readonly random: RandomStream;
}

export interface Circumstances {
  /** The host has the folder open, because only its training service was killed. */
  readonly isOpen: boolean;
  readonly hasToMigrate: boolean;
}

/** `session`: counts all, also those that ended before they could be killed. */
export function planSession(seed: number, session: number, { isOpen, hasToMigrate }: Circumstances): Plan {
  const random = randomStream(seed, 'session', session);
  const possible = phases.filter((phase) => {
    if (phase === 'opening') return !isOpen && !hasToMigrate;
    return phase !== 'migrating' || (!isOpen && hasToMigrate);
  });
  const aim = drawWeighted(possible, random);
  return {
    aim,
    fraction: random.uniform(),
    checkpointSeconds: draw(aim === 'saving' ? shortIntervals : intervals, random),
    injury: random.integer(injureEvery) === 0 ? draw(injuryKinds, random) : null,
    nextInNewFolder: random.integer(2) === 0,
    random,
  };
}

function drawWeighted(possible: readonly Phase[], random: RandomStream): Phase {
  return draw(
    possible.flatMap((phase) => Array.from({ length: weights[phase] }, () => phase)),
    random,
  );
}

function draw<T>(list: readonly T[], random: RandomStream): T {
  return assertDefined(list[random.integer(list.length)], 'something to draw from');
}
