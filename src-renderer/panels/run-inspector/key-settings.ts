/**
 * The few settings one wants to see first, slot by slot, whatever parts there are: each slot's choice with its numbers.
 * The whole configuration with its labels is shown by the run's own view.
 */

import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';

/** "optimizer": "adam, learningRate 0.001"; equal parts in a row are counted. */
export function keySettings(spec: ExperimentSpec): [string, string][] {
  const settings = Object.entries(spec).map(([slot, value]): [string, string] => {
    const choices = (Array.isArray(value) ? value : [value]).filter(isChoice);
    return [slot, counted(choices.map(wordsOf)).join('; ')];
  });
  const order = ([slot]: readonly [string, string]): number => {
    const place = wantedFirst.indexOf(slot);
    return place < 0 ? wantedFirst.length : place;
  };
  const said = settings.filter(([, words]) => words !== '').sort((a, b) => order(a) - order(b));
  return [['seed', String(spec.seed)], ...said];
}

const wantedFirst = ['layers', 'optimizer', 'training', 'goodness', 'threshold', 'negatives', 'readouts'];

function isChoice(value: unknown): value is PartChoice {
  return value !== null && typeof value === 'object' && 'kind' in value;
}

function wordsOf({ kind, ...parameters }: PartChoice): string {
  const said = Object.entries(parameters)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${String(value)}`);
  return [kind, ...said].join(', ');
}

function counted(words: readonly string[]): string[] {
  const counts: { word: string; count: number }[] = [];
  for (const word of words) {
    const last = counts.at(-1);
    if (last?.word === word) last.count += 1;
    else counts.push({ word, count: 1 });
  }
  return counts.map(({ word, count }) => (count === 1 ? word : `${count} × ${word}`));
}
