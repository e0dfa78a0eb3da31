/** What the window shows of places where runs can be trained besides here, and of the runs that are there. */

import type { ErrorRecord } from '../base/errors.ts';

/** This machine's own queue, which every workbench has. */
export const localPlace = 'local';

export interface PlaceView {
  readonly name: string;
  /** As ssh takes it; null: this machine is a login node. */
  readonly host: string | null;
  readonly folder: string;
  /** Of a task. */
  readonly cpus: number;
  readonly memoryMegabytes: number | null;
  readonly minutes: number | null;
  /** Tasks of one submission that run at a time; null: as many as the site lets. */
  readonly atOnce: number | null;
  readonly publishSeconds: number;
  /** More options for sbatch. */
  readonly sbatch: readonly string[];
  /** Lines of shell before the program. */
  readonly setUp: readonly string[];
}

/** One step of trying a place. */
export interface TriedStepView {
  readonly step: 'connect' | 'folder' | 'slurm' | 'job';
  /** null: it is under way, and may yet go well. */
  readonly isWell: boolean | null;
  readonly says: string;
  /** What to do about it; empty where all is well. */
  readonly next: string;
}

export interface RunElsewhere {
  readonly runId: string;
  readonly place: string;
  /** One word, for scripts and colours; "back": it was there, and is here again. */
  readonly state: string;
  /** Where there is little room, such as "running at cluster". */
  readonly brief: string;
  /** In words, such as "trains, epoch 3 of 10". */
  readonly says: string;
  readonly epoch: number | null;
  readonly epochs: number | null;
  /** How often it was started anew. */
  readonly restarts: number;
}

/** More are counted, not told one by one. */
export const mostTold = 100;

export interface PlacesNews {
  /** The first of them. */
  readonly runs: readonly RunElsewhere[];
  /** How many there are in all. */
  readonly count: number;
  /** What went wrong when the places were last asked. */
  readonly troubles: readonly ErrorRecord[];
  /** Milliseconds since 1970; null: not yet. */
  readonly askedAt: number | null;
  /** They are being asked, or something is being sent. */
  readonly isAsking: boolean;
}
