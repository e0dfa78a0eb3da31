/** What a sweep may spend, and what it has spent so far: all its runs together, those of earlier sessions too. */

import type { SweepDetail } from '../../../src-shared/views/sweep-view.ts';

export class Budget {
  readonly #most: SweepDetail['spec']['budget'];
  #seconds: number;
  #epochs: number;

  constructor({ spec, runTable }: Pick<SweepDetail, 'spec' | 'runTable'>) {
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    this.#most = spec.budget;
    this.#seconds = sum(runTable.trainSeconds);
    this.#epochs = sum(runTable.epoch);
  }

  add(seconds: number, epochs: number): void {
    this.#seconds += seconds;
    this.#epochs += epochs;
  }

  /** In a sentence, once nothing more may begin; null before. */
  get spent(): string | null {
    const { seconds, epochs } = this.#most;
    if (seconds !== null && this.#seconds >= seconds)
      return `Its budget of ${seconds} seconds of training is spent.`;
    if (epochs !== null && this.#epochs >= epochs) return `Its budget of ${epochs} epochs is spent.`;
    return null;
  }
}
