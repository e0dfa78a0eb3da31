/**
 * The same net by back-propagation: what an experiment becomes where its error is sent back through all layers instead.
 * Dataset, shifts, layers, activation, normalization, epochs, batches and the course of the learning rate stay. Optimizer
 * and read-out are those that were chosen for back-propagation, because a learning rate of one method says nothing about
 * the other's.
 */

import { broughtSlots, parseSpec, slotsInUse } from '../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import { catalogue } from '../core/catalogue.ts';

/** `example`: an experiment that trains by back-propagation. Error: spec/invalid. */
export function byBackPropagation(spec: ExperimentSpec, example: ExperimentSpec): ExperimentSpec {
  const { method, optimizer } = example;
  const softmax = example.readouts.filter(({ kind }) => kind === 'softmax');
  // The last layer alone, from which the error is sent back.
  const readouts = softmax.map((each) => ({ ...each, firstLayer: spec.layers.length, lastLayer: null }));
  const { labels: _, ...unlabelled } = spec;
  const name = `${spec.name}, back-propagation`.slice(0, 200);
  const draft = { ...unlabelled, name, method, optimizer, readouts };
  const used = slotsInUse(catalogue, draft);
  const idle = new Set<string>(broughtSlots(catalogue).filter((slot) => !used.has(slot)));
  const kept = Object.entries(draft).filter(([slot]) => !idle.has(slot));
  return parseSpec(catalogue, Object.fromEntries(kept));
}
