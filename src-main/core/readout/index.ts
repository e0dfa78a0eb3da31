/** Every kind of read-out. All take a range of layers, counted from 1, last included; 0 as the first: the last alone. */

import { z } from 'zod';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { Registry } from '../../../src-shared/base/registry.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import { adam } from '../optimizer/adam.ts';
import { createSmoothedSgd, smoothedSgdParameters } from '../optimizer/smoothed-sgd.ts';
import { generator } from './generator.ts';
import { goodnessAscent } from './goodness-ascent.ts';
import type { ReadoutKind } from './image-maker.ts';
import { imageMap } from './image-map.ts';
import type { LayerSpan } from './readout.ts';

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
  help: 'Runs every label, or the likeliest, and takes the one whose goodness, summed over the layers, is highest.',
  source: 'Hinton 2022, arXiv 2212.13345, section 3.3',
  parameters: z.object({
    ...rangeShape(2),
    candidates: parameter(z.int().min(2).max(1000).nullable().default(null), {
      label: 'Candidates',
      unit: 'labels',
      help: 'Of each image only so many labels are run, those that the softmax read-out finds most probable; empty for every label. It saves nearly the share left out, and a right label that is no candidate is never the answer.',
    }),
  }),
  create:
    ({ candidates, ...range }): ReadoutKind =>
    (layers) => {
      const label =
        candidates === null ? 'Goodness per label' : `Goodness of the ${candidates} likeliest labels`;
      return [{ by: 'goodness', name: 'goodness', label, candidates, ...spanOf(range, layers) }];
    },
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

const softmaxByAdam = definePart({
  kind: 'softmax-by-adam',
  label: 'Softmax in one pass, trained by Adam',
  help: 'The same with Adam in the place of smoothed steps: it fits many activities more closely, which pays where the net below stands still, as in a stage of its own.',
  source: 'Kingma and Ba 2015, arXiv 1412.6980',
  parameters: z.object({
    ...rangeShape(2),
    learningRate: parameter(z.number().positive().max(1000).default(0.001), {
      label: 'Learning rate',
      help: 'Largest step of a weight, about.',
    }),
  }),
  create:
    ({ firstLayer, lastLayer, learningRate }): ReadoutKind =>
    (layers) => {
      const span = spanOf({ firstLayer, lastLayer }, layers);
      const optimizer = adam.create(adam.parameters.parse({ learningRate }));
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

const toImages = definePart({
  kind: 'image-map',
  label: 'Linear map to images',
  help: 'Makes images: a linear map from normalized activities to pixels, trained along. Images of a class are drawn from activities as its real images have them.',
  source: 'The source article; Nagumo and Noda 1967 for how the map learns',
  parameters: z.object({
    ...rangeShape(1),
    ...smoothedSgdParameters({ learningRate: 2, weightDecay: 0 }).shape,
    spread: parameter(z.number().min(0).max(10).default(1), {
      label: 'Spread',
      help: 'How far drawn activities lie from the mean of their class: 1 as far as those of real images, 0 for the mean itself.',
    }),
    looks: parameter(z.int().min(0).max(20).default(0), {
      label: 'Further looks',
      help: 'How often the net looks at a drawn image and maps what it makes of it to an image again.',
    }),
  }),
  create:
    ({ firstLayer, lastLayer, spread, looks, ...settings }): ReadoutKind =>
    (layers) => [
      imageMap(spanOf({ firstLayer, lastLayer }, layers), createSmoothedSgd(settings), { spread, looks }),
    ],
});

const ascent = definePart({
  kind: 'ascent',
  label: 'Images of high goodness',
  help: 'Makes images: from noise, each step moves an image so that all layers find it more likely positive under its label. Nothing is learnt.',
  source: 'Yosinski et al. 2015, arXiv 1506.06579, for the blur and decay',
  parameters: z.object({
    steps: parameter(z.int().min(1).max(200).default(30), { label: 'Steps', help: 'Moves of each image.' }),
    stepSize: parameter(z.number().positive().max(1).default(0.1), {
      label: 'Step size',
      unit: 'of the range of pixels',
      help: 'Length of a move, as a root mean square over pixels.',
    }),
    decay: parameter(z.number().min(0).max(0.99).default(0.05), {
      label: 'Decay',
      help: 'The part of every pixel that each step takes off.',
    }),
    blurs: parameter(z.int().min(0).max(10).default(1), {
      label: 'Blurs',
      help: 'How often an image is blurred with [1/4, 1/2, 1/4] along both axes in each step.',
    }),
  }),
  create:
    (settings): ReadoutKind =>
    () => [goodnessAscent(settings)],
});

const adversary = definePart({
  kind: 'generator',
  label: 'Generator',
  help: 'Makes images from noise by dense layers, and learns to have them taken for real by the net, which learns to tell them: for the adversarial method.',
  source: 'Goodfellow et al. 2014, arXiv 1406.2661',
  parameters: z.object({
    noise: parameter(z.int().min(1).max(1000).default(64), {
      label: 'Noise',
      unit: 'values',
      help: 'Random numbers that an image is made from.',
    }),
    hiddenLayers: parameter(z.int().min(1).max(8).default(2), {
      label: 'Hidden layers',
      help: 'Rectified dense layers between noise and image.',
    }),
    units: parameter(z.int().min(1).max(100_000).default(256), {
      label: 'Units',
      help: 'Of each hidden layer.',
    }),
    learningRate: parameter(z.number().positive().max(1000).default(0.0005), {
      label: 'Learning rate',
      help: 'Of Adam, which trains the generator and the verdict.',
    }),
    beta1: parameter(z.number().min(0).max(0.99999).default(0.5), {
      label: 'Beta 1',
      help: 'Smoothing of the gradient.',
    }),
  }),
  create:
    ({ noise, hiddenLayers, units, learningRate, beta1 }): ReadoutKind =>
    () => [
      generator(
        { noise, layers: hiddenLayers, units },
        adam.create({ learningRate, beta1, beta2: 0.999, epsilon: 1e-8 }),
      ),
    ],
});

export const readoutParts = new Registry('read-out', [
  goodness,
  softmax,
  softmaxByAdam,
  probe,
  toImages,
  ascent,
  adversary,
]);

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
