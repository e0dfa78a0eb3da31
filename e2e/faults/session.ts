/**
 * One attempt to train a run to its end: a host opens the folder, starts or resumes the run, closes. It ends well, or
 * with a kill. Times are in milliseconds since 1970.
 */

import { existsSync } from 'node:fs';

import { databaseFile } from '../../src-main/store/data-folder.ts';
import type { HostTold } from './host-messages.ts';
import type { HostProcess, Victim } from './host-process.ts';
import { holdsWithin } from './patience.ts';
import { livingInGroup } from './processes.ts';
import type { Observation } from './witness.ts';
import { WitnessLog } from './witness.ts';

/** What may be left of a killed host is gone after so long. */
const orphanLimitMs = 2_000;
/** A host whose service was killed has recorded the end of the run after so long. */
const mourningLimitMs = 60_000;

export interface SessionPlan {
  readonly host: HostProcess;
  readonly folder: string;
  /** The run to resume; null: a new one. */
  readonly run: string | null;
  readonly witnessFile: string;
  /** The host has the folder open already. */
  readonly isOpen: boolean;
  readonly hadToMigrate: boolean;
  readonly checkpointSeconds: number;
}

export class Session {
  readonly plan: SessionPlan;
  /** What must not be, in words. */
  readonly problems: string[] = [];
  readonly warnings: string[] = [];
  interrupted: readonly string[] | null = null;
  /** How the run left training, if it did. */
  ended: Extract<HostTold, { told: 'ended' }> | null = null;
  refused: string | null = null;
  readonly orderedAt = Date.now();
  openedAt: number | undefined;
  endedAt: number | undefined;
  closingAt: number | undefined;
  closedAt: number | undefined;
  readonly #witness: WitnessLog;

  constructor(plan: SessionPlan) {
    this.plan = plan;
    this.#witness = new WitnessLog(plan.witnessFile);
    plan.host.listener = (message) => this.#hear(message);
    if (plan.isOpen) this.#train();
    else plan.host.order({ order: 'open', folder: plan.folder });
  }

  get isOpen(): boolean {
    return this.openedAt !== undefined;
  }

  get isClosing(): boolean {
    return this.closingAt !== undefined;
  }

  get hadToMigrate(): boolean {
    return this.plan.hadToMigrate;
  }

  get databaseIsThere(): boolean {
    return existsSync(databaseFile(this.plan.folder));
  }

  /** What the trainer did, oldest first. */
  observations(): readonly Observation[] {
    return this.#witness.read();
  }

  /** The step the trainer went on from, once it did. */
  get beganAt(): number | undefined {
    return this.observations().find((each) => each.moment === 'began')?.step;
  }

  get isComplete(): boolean {
    return this.ended?.status === 'completed' && this.closedAt !== undefined;
  }

  /** Nothing more will happen. */
  get isOver(): boolean {
    const endedBadly = this.ended !== null && this.ended.status !== 'completed';
    return (
      endedBadly ||
      this.refused !== null ||
      this.closedAt !== undefined ||
      !this.plan.host.isAlive ||
      this.isTroubled
    );
  }

  get isTroubled(): boolean {
    return this.problems.length > 0;
  }

  /** Kills, and waits until what remains is at rest. Returns how long the last orphan lived. */
  async kill(victim: Victim): Promise<{ killedAt: number; orphanMs: number }> {
    const { host } = this.plan;
    host.kill(victim);
    const killedAt = Date.now();
    if (victim === 'service') {
      const isAtRest = (): boolean => this.isOver && host.livingService === null;
      if (!(await holdsWithin(mourningLimitMs, isAtRest)))
        this.problems.push('the host did not notice that its training service was killed');
    } else {
      await holdsWithin(orphanLimitMs, () => !host.isAlive && livingInGroup(host.pid).length === 0);
      const orphans = livingInGroup(host.pid);
      if (orphans.length > 0) this.problems.push(`processes ${orphans.join(', ')} outlived their host`);
    }
    return { killedAt, orphanMs: Date.now() - killedAt };
  }

  #hear(message: HostTold): void {
    switch (message.told) {
      case 'opened':
        this.interrupted = message.interrupted;
        return this.#train();
      case 'refused':
        this.refused = message.code;
        return;
      case 'warned':
        this.warnings.push(message.message);
        return;
      case 'ended':
        this.ended = message;
        this.endedAt = Date.now();
        if (message.status === 'completed') this.#close();
        return;
      case 'closed':
        this.closedAt = Date.now();
        return;
      case 'trouble':
        this.problems.push(`the host told of trouble: ${message.message}`);
        return;
      case 'service':
        return;
    }
  }

  #train(): void {
    const { host, run, witnessFile, checkpointSeconds } = this.plan;
    this.openedAt = Date.now();
    host.order({ order: 'train', run, witness: witnessFile, checkpointSeconds });
  }

  #close(): void {
    this.closingAt = Date.now();
    this.plan.host.order({ order: 'close' });
  }
}
