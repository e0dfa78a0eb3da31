/** What a campaign of kills found, and how it is told. */

import { injuryKinds } from './injuries.ts';
import type { InjuryKind } from './injuries.ts';
import type { Victim } from './host-process.ts';
import { victims } from './host-process.ts';
import { phases } from './moments.ts';
import type { Phase } from './moments.ts';

export interface Report {
  readonly seed: number;
  readonly kills: number;
  /** Runs that reached their end after kills, and were compared whole. */
  readonly completedRuns: number;
  readonly byVictim: Readonly<Record<Victim, number>>;
  readonly byPhase: Readonly<Record<Phase, number>>;
  readonly injuries: Readonly<Record<InjuryKind, number>>;
  /** Measures lost, from the first that is not recorded until the death. */
  readonly worstLoss: { readonly ms: number; readonly steps: number };
  readonly meanLossMs: number;
  /** How long anything outlived its host. */
  readonly longestOrphanMs: number;
  /** Half-written checkpoints that kills left behind; each was gone once its run was resumed. */
  readonly partialFiles: number;
  readonly seconds: number;
  /** Empty when nothing was lost and nothing differed. */
  readonly problems: readonly string[];
}

export class Tally {
  readonly #seed: number;
  readonly #begin = performance.now();
  readonly #byVictim = zeros(victims);
  readonly #byPhase = zeros(phases);
  readonly #injuries = zeros(injuryKinds);
  readonly #problems: string[] = [];
  #kills = 0;
  #completedRuns = 0;
  #worstLoss = { ms: 0, steps: 0 };
  #lossMs = 0;
  #longestOrphanMs = 0;
  #partialFiles = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  get kills(): number {
    return this.#kills;
  }

  countKill(
    {
      victim,
      phase,
      orphanMs,
      partials,
    }: { victim: Victim; phase: Phase; orphanMs: number; partials: number },
    loss: { ms: number; steps: number },
  ): void {
    this.#kills += 1;
    this.#byVictim[victim] += 1;
    this.#byPhase[phase] += 1;
    this.#partialFiles += partials;
    this.#lossMs += loss.ms;
    if (loss.ms > this.#worstLoss.ms) this.#worstLoss = loss;
    this.#longestOrphanMs = Math.max(this.#longestOrphanMs, orphanMs);
  }

  countInjury(kind: InjuryKind): void {
    this.#injuries[kind] += 1;
  }

  countCompletedRun(): void {
    this.#completedRuns += 1;
  }

  /** `where`: such as "kill 7 (host, saving)". */
  blame(where: string, problems: readonly string[]): void {
    this.#problems.push(...problems.map((problem) => `${where}: ${problem}`));
  }

  /** The victim that was chosen least so far, of those possible. */
  rarest(possible: readonly Victim[]): Victim | undefined {
    return possible.toSorted((a, b) => this.#byVictim[a] - this.#byVictim[b])[0];
  }

  report(): Report {
    return {
      seed: this.#seed,
      kills: this.#kills,
      completedRuns: this.#completedRuns,
      byVictim: { ...this.#byVictim },
      byPhase: { ...this.#byPhase },
      injuries: { ...this.#injuries },
      worstLoss: this.#worstLoss,
      meanLossMs: Math.round(this.#lossMs / Math.max(1, this.#kills)),
      longestOrphanMs: this.#longestOrphanMs,
      partialFiles: this.#partialFiles,
      seconds: Math.round((performance.now() - this.#begin) / 100) / 10,
      problems: [...this.#problems],
    };
  }
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}

/** For people. */
export function wordReport(report: Report): string {
  const counts = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const { worstLoss, problems } = report;
  return [
    `${report.kills} kills in ${report.seconds} s, seed ${report.seed}; ${report.completedRuns} runs reached their end.`,
    `Victims: ${counts(report.byVictim)}.`,
    `Phases: ${counts(report.byPhase)}.`,
    `Checkpoints cut off by kills: ${report.partialFiles}; damaged on purpose: ${counts(report.injuries)}.`,
    `Measures lost: at worst ${worstLoss.ms} ms (${worstLoss.steps} steps), ${report.meanLossMs} ms on average.`,
    `What a host left behind was gone after ${report.longestOrphanMs} ms at most.`,
    problems.length === 0
      ? 'Every run that reached its end has the numbers of the uninterrupted run, bit for bit.'
      : [`${problems.length} problems; to try again: --seed ${report.seed}`, ...problems].join('\n  '),
  ].join('\n');
}
