/** Every kind of read-out. All take a range of layers, counted from 1, last included; 0 as the first: the last alone. */

import { z } from 'zod';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { createSmoothedSgd, smoothedSgdParameters } from '../optimizer/smoothed-sgd.ts';
import type { LayerSpan, ReadoutKind } from './readout.ts';

interface LayerRange {
  /** Counted from 1; 0: the last layer alone. */
  readonly firstLayer: number;
  /** Last included; null: the net's last. */
  readonly lastLayer: number | null;
}

const rangeShape = (firstLayer: number) => ({
  firstLayer: parameter(z.int().min(0).max(64).default(firstLayer), {
    label: 'First layer',
    help: 'The first layer that counts, from 1; 0 for the last layer alone. Which layers count matters, and depends on the net.',
  }),
  lastLayer: parameter(z.int().min(1).max(64).nullable().default(null), {
    label: 'Last layer',
    help: 'The last layer that counts; empty for the last of the net.',
  }),
});

const linearShape = smoothedSgdParameters({ learningRate: 0.1, weightDecay: 0.003 }).shape;

const goodness = definePart({
  kind: 'goodness',
  label: 'Goodness per label',
  help: 'Runs every label and takes the one whose goodness, summed over the layers, is highest.',
  source: 'Hinton 2022, arXiv 2212.13345, section 3.3',
  parameters: z.object(rangeShape(2)),
  create:
    (range): ReadoutKind =>
    (layers) => [{ by: 'goodness', name: 'goodness', label: 'Goodness per label', ...spanOf(range, layers) }],
});

const softmax = definePart({
  kind: 'softmax',
  label: 'Softmax in one pass',
  help: 'A linear softmax on the normalized activities, trained along: under a neutral label where the net is told labels, else of the positives. It also picks hard negatives.',
  source: 'Hinton 2022, arXiv 2212.13345, section 3.3',
  parameters: z.object({ ...rangeShape(2), ...linearShape }),
  create:
    ({ firstLayer, lastLayer, ...settings }): ReadoutKind =>
    (layers) => {
      const span = spanOf({ firstLayer, lastLayer }, layers);
      const optimizer = createSmoothedSgd(settings);
      return [{ by: 'linear', name: 'softmax', label: 'Softmax in one pass', ...span, optimizer }];
    },
});

const probe = definePart({
  kind: 'probe',
  label: 'Linear probe of each layer',
  help: 'A linear softmax of its own on the normalized activities of every single layer: how much each knows of the classes.',
  source: 'Alain and Bengio 2016, arXiv 1610.01644',
  parameters: z.object({ ...rangeShape(1), ...linearShape }),
  create:
    ({ firstLayer, lastLayer, ...settings }): ReadoutKind =>
    (layers) => {
      const { begin, end } = spanOf({ firstLayer, lastLayer }, layers);
      const optimizer = createSmoothedSgd(settings);
      return Array.from({ length: end - begin }, (_, index) => {
        const at = begin + index;
        const [name, label] = [`probe/layer${at + 1}`, `Probe of layer ${at + 1}`];
        return { by: 'linear', name, label, begin: at, end: at + 1, optimizer };
      });
    },
});

export const readoutParts = new Registry('read-out', [goodness, softmax, probe]);

function spanOf(range: LayerRange, layers: number): LayerSpan {
  const end = range.lastLayer ?? layers;
  const begin = range.firstLayer === 0 ? end - 1 : range.firstLayer - 1;
  const absent = Math.max(begin + 1, end);
  if (absent > layers) {
    const net = layers === 1 ? 'one layer' : `${layers} layers`;
    throw new WorkbenchError('spec/invalid', {
      problems: `readouts: there is no layer ${absent} in a net of ${net}`,
    });
  }
  if (begin >= end) {
    const problems = `readouts: the first layer, ${range.firstLayer}, comes after the last, ${end}`;
    throw new WorkbenchError('spec/invalid', { problems });
  }
  return { begin, end };
}
