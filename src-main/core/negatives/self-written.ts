/**
 * Windows of text that the net wrote itself: some strings are begun as real windows and go on by the characters that the
 * net's own softmax finds likely, one a step, until they are as long as they should be and begin anew. A negative is such a
 * window with the character that the net put behind it. The windows are state, so a resumed run goes on writing where it
 * stopped. Source: Hinton 2022, first draft of "The Forward-Forward algorithm", negatives that the net generates.
 *
 * Legend: K strings that are being written, B examples, S symbols (which are the classes), W characters of a window,
 * I = W S values of a window without the label's row.
 */

import { z } from 'zod';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Tensor, TensorOps, Tensors } from '../engine/engine.ts';
import {
  forward,
  labelledInput,
  neutralInput,
  prepareImage,
  readoutInputs,
  readoutProbabilities,
} from '../net/forward.ts';
import type { ImageInput } from '../net/forward.ts';
import { softmaxReadout } from '../net/net.ts';
import type { Net } from '../net/net.ts';
import { sampledLabels } from './hard.ts';
import type { PairSource } from './pair-source.ts';

interface Written {
  /** [K, I], the windows before this step's characters. */
  readonly window: Tensor;
  /** One-hot [K, S]. */
  readonly character: Tensor;
  /** Characters left to write [K, 1], before this step's. */
  readonly left: Tensor;
}

export const selfWrittenNegatives = definePart({
  kind: 'self-written',
  label: 'Strings the net writes itself',
  help: 'For text: real windows stand against windows that the net went on writing by its own softmax, with the character it puts next.',
  source: 'Hinton 2022, first draft of the Forward-Forward algorithm, Aesop’s Fables',
  slots: ['labels'],
  parameters: z.object({
    strings: parameter(z.int().min(1).max(10_000).default(100), {
      label: 'Strings',
      unit: 'strings',
      help: 'How many are being written at a time. With fewer than a batch has examples some stand against several.',
    }),
    length: parameter(z.int().min(1).max(10_000).default(90), {
      label: 'Characters written',
      unit: 'characters',
      help: 'After so many characters of its own a string begins anew, as a real window.',
    }),
  }),
  create: ({ strings, length }): PairSource => ({
    labelled: true,
    needsGuess: true,
    usesNet: false,
    fixed: false,
    wrongLabels: null,
    misfit,
    keeps: ({ image, classes }) => ({
      window: [strings, image.height * image.width * image.channels - classes],
      left: [strings, 1],
    }),
    perTurn: () => ({ uniform: [strings, 1] }),
    supply:
      (_facts, _labels, seed) =>
      ({ pass, batch }) => {
        const random = randomStream(seed, 'written', pass, batch);
        return { uniform: Float32Array.from({ length: strings }, () => random.uniform()) };
      },
    pair: (ops, net, { labelled, tensors, image }) => {
      const { prepared, labels } = assertDefined(labelled ?? undefined, 'labels');
      const { value } = assertDefined(net.labels ?? undefined, 'a place for labels');
      const written = writeOn(ops, net, tensors, image, { strings, length });
      const rows = Array.from({ length: image.shape[0] as number }, (_, row) => row % strings);
      const ofRows = (values: Tensor) => ops.gather(values, 0, rows);
      const own = prepareImage(ops, net, tensors, ofRows(written.window));
      const told = ops.concat([labels, ofRows(written.character)], 0);
      return {
        ...labelledInput(ops, net, joined(ops, prepared, own), ops.scale(told, value)),
        kept: {
          window: movedOn(ops, written),
          left: ops.shift(written.left, -1),
        },
      };
    },
  }),
});

/** Why the net cannot write, or null. */
function misfit({ image, classes, labels, feedback }: Net): string | null {
  const symbols = image.width * image.channels;
  if (symbols !== classes || image.height < 2)
    return `negatives: the net writes windows of text, in which every row is one of as many symbols as there are classes; here a row has ${symbols} values, and there are ${classes} classes`;
  if (feedback !== null)
    return 'negatives: with top-down input positives and negatives are one image under two labels, so the net cannot write its own windows';
  if (labels !== null && labels.cells !== symbols)
    return `negatives: the label must take the first row of a window, ${symbols} values, and it takes ${labels.cells}`;
  return null;
}

/** The windows that are being written, those that begin anew as windows of the batch, and what the net puts next. */
function writeOn(
  ops: TensorOps,
  net: Net,
  tensors: Tensors,
  image: Tensor,
  { strings, length }: { readonly strings: number; readonly length: number },
): Written {
  const examples = image.shape[0] as number;
  const kept = assertDefined(tensors['pairs/window'], 'pairs/window');
  const left = assertDefined(tensors['pairs/left'], 'pairs/left');
  const begins = ops.greater(ops.fill(0.5, [1, 1]), left);
  const real = ops.gather(
    image,
    0,
    Array.from({ length: strings }, (_, string) => string % examples),
  );
  const window = ops.select(begins, real, kept);
  const probabilities = nextCharacters(ops, net, tensors, window);
  const character = sampledLabels(ops, probabilities, assertDefined(tensors['uniform'], 'uniform'));
  return { window, character, left: ops.select(begins, ops.fill(length, [1, 1]), left) };
}

/** What the softmax makes of windows [K, I], under no label in particular: [K, S]. */
export function nextCharacters(ops: TensorOps, net: Net, tensors: Tensors, window: Tensor): Tensor {
  const readout = assertDefined(softmaxReadout(net) ?? undefined, 'a softmax');
  const pass = forward(ops, net, tensors, neutralInput(ops, net, tensors, window), readout.end);
  return readoutProbabilities(ops, readout, readoutInputs(ops, net, pass, readout), tensors);
}

/** Every window without its first character, and what was written behind it. */
function movedOn(ops: TensorOps, { window, character }: Written): Tensor {
  const [symbols, values] = [character.shape[1] as number, window.shape[1] as number];
  return values === symbols ? character : ops.concat([ops.slice(window, 1, symbols, values), character], 1);
}

function joined(ops: TensorOps, a: ImageInput, b: ImageInput): ImageInput {
  const both = (of: 'image' | 'sumOfSquares') => ops.concat([a[of], b[of]], 0);
  const product = a.product === null || b.product === null ? null : ops.concat([a.product, b.product], 0);
  return { image: both('image'), sumOfSquares: both('sumOfSquares'), product };
}
