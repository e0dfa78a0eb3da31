/**
 * Trains one run without interruption, then again and again with kills, until enough processes were killed. After
 * each kill the data folder is inspected; each run that reaches its end is compared with the uninterrupted one.
 */

import type { Victim } from './host-process.ts';
import { injure } from './injuries.ts';
import { inspectFolder, nothingFound } from './inspection.ts';
import type { FoundFolder } from './inspection.ts';
import { lossOf } from './losses.ts';
import type { Phase } from './moments.ts';
import { firstGuess, learnDurations, phaseOf, untilMoment } from './moments.ts';
import { holdsWithin } from './patience.ts';
import { planSession } from './plan.ts';
import type { Plan } from './plan.ts';
import { differencesOfLearnt, readLearnt } from './recorded.ts';
import type { Recorded } from './recorded.ts';
import { Tally } from './report.ts';
import type { Report } from './report.ts';
import { Session } from './session.ts';
import { problemsOf } from './verdicts.ts';
import type { Before } from './verdicts.ts';
import { Workshop } from './workshop.ts';

/** Promised: not more than this of what was measured is lost, in milliseconds. */
const lossLimitMs = 1_000;
/** A run that nobody interrupts takes seconds. */
const wholeRunLimitMs = 120_000;

export interface CampaignOptions {
  readonly kills: number;
  readonly seed: number;
  /** Told after every session. */
  readonly onProgress: (line: string) => unknown;
}

/** Where things stand between two sessions. */
interface Situation extends Before {
  readonly folder: string;
  /** The host still has the folder open, because only its training service was killed. */
  readonly isOpen: boolean;
}

interface Killed {
  readonly victim: Victim;
  readonly phase: Phase;
  readonly killedAt: number;
  readonly orphanMs: number;
}

interface UninterruptedRun {
  readonly recorded: Recorded;
  readonly learnt: ReadonlyMap<string, Uint8Array>;
}

export async function runCampaign(options: CampaignOptions): Promise<Report> {
  const campaign = new Campaign(options);
  try {
    return await campaign.run();
  } finally {
    campaign.close();
  }
}

class Campaign {
  readonly #options: CampaignOptions;
  readonly #tally: Tally;
  readonly #workshop = new Workshop();
  readonly #durations = { ...firstGuess };
  readonly #complete = new Set<string>();
  #whole: UninterruptedRun | null = null;
  #situation: Situation;
  #sessions = 0;

  constructor(options: CampaignOptions) {
    this.#options = options;
    this.#tally = new Tally(options.seed);
    this.#situation = this.#inNewFolder();
  }

  async run(): Promise<Report> {
    await this.#trainToTheEnd();
    if (this.#whole === null) throw new Error('the uninterrupted run failed');
    while (this.#tally.kills < this.#options.kills) await this.#trainAndKill();
    // What was killed last has to reach its end, too.
    if (this.#situation.found.run !== null) await this.#trainToTheEnd();
    return this.#tally.report();
  }

  close(): void {
    this.#workshop.close();
  }

  async #trainToTheEnd(): Promise<void> {
    const session = this.#beginSession(0.1);
    if (!(await holdsWithin(wholeRunLimitMs, () => session.isOver)))
      session.problems.push('the run does not end');
    await this.#conclude(session, null, null);
  }

  async #trainAndKill(): Promise<void> {
    const { isOpen, found } = this.#situation;
    const plan = planSession(this.#options.seed, this.#sessions, { isOpen, hasToMigrate: !found.isMigrated });
    const session = this.#beginSession(plan.checkpointSeconds);
    await untilMoment(session, plan.aim, plan.fraction, this.#durations);
    const victim = session.isOver ? undefined : this.#tally.rarest(session.plan.host.possibleVictims());
    await this.#conclude(session, plan, victim ?? null);
  }

  #beginSession(checkpointSeconds: number): Session {
    const { folder, isOpen, found } = this.#situation;
    this.#sessions += 1;
    return new Session({
      host: this.#workshop.host(),
      folder,
      isOpen,
      run: found.run?.run.runId ?? null,
      witnessFile: this.#workshop.newWitnessFile(),
      hadToMigrate: !found.isMigrated,
      checkpointSeconds,
    });
  }

  /** Kills, where there is a victim; looks at what is left; settles how to go on. */
  async #conclude(session: Session, plan: Plan | null, victim: Victim | null): Promise<void> {
    const killed = victim === null ? null : await this.#kill(session, victim);
    const found = await inspectFolder(session.plan.folder, this.#complete);
    const problems = problemsOf(session, this.#situation, found, this.#whole?.recorded ?? null);
    if (killed !== null) problems.push(...this.#count(session, found, killed));
    else if (!session.isComplete) problems.push('the session ended, and nothing was killed');
    const isComplete = found.run?.run.status === 'completed';
    if (isComplete) problems.push(...(await this.#settleComplete(session.plan.folder, found.run)));
    learnDurations(session, this.#durations);
    this.#tell(killed, session, problems);
    this.#situation = this.#next(session, found, plan, problems.length > 0);
  }

  async #kill(session: Session, victim: Victim): Promise<Killed> {
    const phase = phaseOf(session);
    return { victim, phase, ...(await session.kill(victim)) };
  }

  #count(session: Session, found: FoundFolder, killed: Killed): string[] {
    const loss = lossOf(session.observations(), found.run, killed.killedAt);
    this.#tally.countKill({ ...killed, partials: found.partials.length }, loss);
    return loss.ms > lossLimitMs ? [`${loss.ms} ms of measures (${loss.steps} steps) are lost`] : [];
  }

  /** Compares what the run learnt at its end; the first run is what others are compared with. */
  async #settleComplete(folder: string, recorded: Recorded): Promise<string[]> {
    const learnt = await readLearnt(folder, recorded.run);
    this.#complete.add(recorded.run.runId);
    if (this.#whole === null) {
      this.#whole = { recorded, learnt };
      return [];
    }
    this.#tally.countCompletedRun();
    return differencesOfLearnt(this.#whole.learnt, learnt);
  }

  #tell(killed: Killed | null, session: Session, problems: readonly string[]): void {
    const { kills } = this.#tally;
    const where =
      killed === null ? `session ${this.#sessions}` : `kill ${kills} (${killed.victim}, ${killed.phase})`;
    const complaint = session.plan.host.complaint;
    const all =
      problems.length > 0 && complaint !== '' ? [...problems, `the host wrote: ${complaint}`] : problems;
    if (all.length > 0)
      this.#tally.blame(`${where} of run ${session.plan.run} in ${session.plan.folder}`, all);
    this.#options.onProgress(`${where}: ${all.length === 0 ? 'well' : all.join('; ')}`);
  }

  #next(session: Session, found: FoundFolder, plan: Plan | null, isSpoilt: boolean): Situation {
    const { host, folder } = session.plan;
    if (isSpoilt) {
      // Kept for somebody to look at; and nothing that follows is blamed on it.
      this.#workshop.keepFolders();
      this.#workshop.abandonHost();
      return this.#inNewFolder();
    }
    const isOpen = host.isAlive && session.isOpen && session.closedAt === undefined;
    if (found.run === null || this.#complete.has(found.run.run.runId)) {
      if (plan?.nextInNewFolder === true && !isOpen) return this.#inNewFolder(folder);
      return { folder, isOpen, found: { ...nothingFound, isMigrated: found.isMigrated }, injury: null };
    }
    return { folder, isOpen, found, injury: this.#injure(session, found.run, plan) };
  }

  #injure(session: Session, { run }: Recorded, plan: Plan | null): Before['injury'] {
    const { injury } = this.#situation;
    if (injury !== null && session.beganAt === undefined)
      return { ...injury, isTold: injury.isTold || session.warnings.length > 0 };
    if (plan === null || plan.injury === null) return null;
    const done = injure(session.plan.folder, run, plan.injury, plan.random);
    if (done === null) return null;
    this.#tally.countInjury(done.kind);
    return { ...done, isTold: false };
  }

  #inNewFolder(old?: string): Situation {
    if (old !== undefined) this.#workshop.removeFolder(old);
    return { folder: this.#workshop.newFolder(), isOpen: false, found: nothingFound, injury: null };
  }
}
