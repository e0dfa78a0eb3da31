/**
 * What a trainer did and when, written outside the data folder by the trainer itself: one line per moment, by plain
 * synchronous writes, which outlive a killed process. Only so can be told how much was lost of what was measured.
 */

import { closeSync, existsSync, openSync, readSync, writeSync } from 'node:fs';

/** Tells the training service's worker where to write. */
export const witnessVariable = 'FFWB_FAULTS_WITNESS';

export type Moment =
  /** The trainer is at work; the step is where it goes on from. */
  | 'began'
  /** Measures of a step. */
  | 'measured'
  /** A checkpoint is going to disk, while training goes on. */
  | 'saving'
  | 'saved'
  | 'evaluating'
  | 'evaluated'
  /** The evaluation that ends the run. */
  | 'evaluated-finally'
  | 'finished'
  | 'failed';

export interface Observation {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly moment: Moment;
  readonly step: number;
}

export function openWitness(file: string): (moment: Moment, step: number) => void {
  const descriptor = openSync(file, 'a');
  return (moment, step) => void writeSync(descriptor, `${Date.now()} ${moment} ${step}\n`);
}

/** The supervisor's side: everything written so far, growing. */
export class WitnessLog {
  readonly #file: string;
  readonly #piece = Buffer.alloc(2 ** 16);
  readonly #observations: Observation[] = [];
  #position = 0;
  #tail = '';

  constructor(file: string) {
    this.#file = file;
  }

  /** Oldest first; the same array each time, with what is new at its end. */
  read(): readonly Observation[] {
    if (!existsSync(this.#file)) return this.#observations;
    const descriptor = openSync(this.#file, 'r');
    try {
      for (;;) {
        const count = readSync(descriptor, this.#piece, 0, this.#piece.length, this.#position);
        if (count === 0) return this.#observations;
        this.#position += count;
        this.#take(this.#piece.toString('latin1', 0, count));
      }
    } finally {
      closeSync(descriptor);
    }
  }

  #take(text: string): void {
    const lines = (this.#tail + text).split('\n');
    this.#tail = lines.pop() ?? '';
    for (const line of lines) {
      const [at, moment, step] = line.split(' ');
      this.#observations.push({ at: Number(at), moment: moment as Moment, step: Number(step) });
    }
  }
}
