/** The phases of a session in which a process can be killed, and how to wait for a moment inside one. */

import { setTimeout as sleep } from 'node:timers/promises';

import { holdsWithin } from './patience.ts';
import type { Session } from './session.ts';
import type { Moment, Observation } from './witness.ts';

export const phases = [
  /** The folder is locked, looked at, opened. */
  'opening',
  /** The same, where the database has to be made or brought up to date. */
  'migrating',
  /** From the order to train to the first step: service, worker, engine, data, checkpoint, taking back the tail. */
  'starting',
  'training',
  /** Training, while a checkpoint goes to disk. */
  'saving',
  'evaluating',
  /** From the last evaluation until the end is recorded. */
  'finishing',
  /** The run is complete; the host closes. */
  'closing',
] as const;
export type Phase = (typeof phases)[number];

/** How long each phase took of late, in milliseconds: machines differ, and so do the loads on them. */
export type Durations = Record<Phase, number>;

export const firstGuess: Durations = {
  opening: 150,
  migrating: 15,
  starting: 500,
  training: 1_200,
  saving: 8,
  evaluating: 50,
  finishing: 40,
  closing: 40,
};

/** A little longer than the phase, so that its end is hit too. */
const overshoot = 1.1;
/** A session that shows no sign of what is waited for is stuck. */
const patienceMs = 60_000;

/**
 * Resolves at the moment `fraction` of the way through the phase, or when the session is over before that, which
 * `session.isOver` tells.
 */
export async function untilMoment(
  session: Session,
  phase: Phase,
  fraction: number,
  durations: Durations,
): Promise<void> {
  const delayMs = fraction * durations[phase] * overshoot;
  const begins = (): boolean => session.isOver || hasBegun(session, phase, fraction);
  if (!(await holdsWithin(patienceMs, begins))) session.problems.push(`it got stuck on its way to ${phase}`);
  const end = performance.now() + delayMs;
  while (!session.isOver && performance.now() < end)
    await sleep(Math.max(0, Math.min(20, end - performance.now())));
}

function hasBegun(session: Session, phase: Phase, fraction: number): boolean {
  const seen = (moment: Moment): number =>
    session.observations().filter((each) => each.moment === moment).length;
  switch (phase) {
    case 'opening':
      return true;
    case 'migrating':
      return session.databaseIsThere;
    case 'starting':
      return session.isOpen;
    case 'training':
      return seen('began') > 0;
    case 'saving':
      return seen('saving') > fraction * 5; // one of the first five
    case 'evaluating':
      return seen('evaluating') > 0;
    case 'finishing':
      return seen('evaluated-finally') > 0;
    case 'closing':
      return session.isClosing;
  }
}

/** Where a session was when its process died, by what its trainer wrote down. */
export function phaseOf(session: Session): Phase {
  if (!session.isOpen) return session.hadToMigrate && session.databaseIsThere ? 'migrating' : 'opening';
  if (session.isClosing) return 'closing';
  const observations = session.observations();
  if (observations.length === 0) return 'starting';
  if (observations.some((each) => each.moment === 'evaluated-finally')) return 'finishing';
  if (newest(observations, 'evaluating', 'evaluated') === 'evaluating') return 'evaluating';
  return newest(observations, 'saving', 'saved') === 'saving' ? 'saving' : 'training';
}

function newest(observations: readonly Observation[], ...moments: readonly Moment[]): Moment | undefined {
  return observations.findLast((each) => moments.includes(each.moment))?.moment;
}

/** Takes what a session showed into the durations. */
export function learnDurations(session: Session, durations: Durations): void {
  const learn = (phase: Phase, from: number | undefined, to: number | undefined): void => {
    if (from !== undefined && to !== undefined) durations[phase] += 0.3 * (to - from - durations[phase]);
  };
  const at = (moment: Moment): number | undefined =>
    session.observations().find((each) => each.moment === moment)?.at;
  learn('opening', session.orderedAt, session.openedAt);
  learn('starting', session.openedAt, at('began'));
  learn('saving', at('saving'), at('saved'));
  learn('evaluating', at('evaluating'), at('evaluated'));
  learn('finishing', at('evaluated-finally'), session.endedAt);
  learn('closing', session.closingAt, session.closedAt);
}
