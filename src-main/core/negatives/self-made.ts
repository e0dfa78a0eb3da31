/**
 * Negatives that the net makes itself, without labels: activities of the images of a batch are mixed, and a linear map,
 * learnt beside the net, turns the mixture into an image. All of it happens in the step, from the parameters as they are
 * then and from weights that hang on seed and position, so a resumed run makes the same negatives.
 *
 *     h_i = (1 - share) n(h of x_i) + share n(h of another x_j) + spread sum over the batch of (e - mean e) n(h) / root(B)
 *     negative_i = map of h_i, each unit kept within what the batch makes of it
 *
 * Legend: B examples, N units, I values of an image.
 */

import { z } from 'zod';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import type { RandomStream } from '../../../src-shared/base/random.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Tensor, TensorOps } from '../engine/engine.ts';
import { plainInput } from '../net/forward.ts';
import { makersBeside } from '../readout/image-maker.ts';
import { activitiesOf, mappedImages, withinRange } from '../readout/image-map.ts';
import type { PairSource } from './pair-source.ts';
import { shiftedPartners } from './partners.ts';

const mixtureInput = 'mixture';

export const selfMadeNegatives = definePart({
  kind: 'self-made',
  label: 'Made by the net itself',
  help: 'Images that a linear map makes of mixed activities: no labels are needed. Takes the linear map to images among the read-outs.',
  source: 'The source article’s question; Hinton 2022, arXiv 2212.13345, section 8',
  parameters: z.object({
    share: parameter(z.number().min(0).max(1).default(0.5), {
      label: 'Share of another image',
      help: 'How much of the activities is another image’s: 0 none, 0.5 as much as the own, 1 all.',
    }),
    spread: parameter(z.number().min(0).max(10).default(0.5), {
      label: 'Spread',
      help: 'How far noise moves the activities: 1 as far as those of the batch lie from their mean.',
    }),
  }),
  create: ({ share, spread }): PairSource => ({
    labelled: false,
    needsGuess: false,
    usesNet: true,
    fixed: false,
    perTurn: (_facts, examples) => ({ [mixtureInput]: [examples, examples] }),
    supply:
      (_facts, _labels, seed) =>
      ({ pass, batch, indexes }) => {
        const random = randomStream(seed, 'mixture', pass, batch);
        return { [mixtureInput]: mixtureOf(indexes.length, { share, spread }, random) };
      },
    wrongLabels: null,
    pair: (ops, net, { image, tensors }) => {
      const { span } = assertDefined(makersBeside(net)[0], 'a map to images');
      const real = activitiesOf(ops, net, tensors, image, assertDefined(span ?? undefined, 'layers'));
      const mixture = assertDefined(tensors[mixtureInput], mixtureInput);
      const mixed = Object.entries(real).map(
        ([name, activity]) => [name, mixedRows(ops, activity, mixture)] as const,
      );
      const made = mappedImages(ops, net, Object.fromEntries(mixed), tensors);
      return plainInput(ops, net, ops.concat([image, made], 0));
    },
  }),
});

/** Weights [B, B]: row i is what the i-th mixture is made of, and its sum is 1. */
export function mixtureOf(
  examples: number,
  { share, spread }: { readonly share: number; readonly spread: number },
  random: RandomStream,
): Float32Array {
  const weights = new Float32Array(examples * examples);
  const partners = shiftedPartners(examples, random);
  for (let row = 0; row < examples; row += 1) {
    const own = weights.subarray(row * examples, (row + 1) * examples);
    let mean = 0;
    for (let at = 0; at < examples; at += 1) {
      own[at] = random.normal();
      mean += (own[at] as number) / examples;
    }
    for (let at = 0; at < examples; at += 1)
      own[at] = (spread * ((own[at] as number) - mean)) / Math.sqrt(examples);
    own[row] = (own[row] as number) + 1 - share;
    const partner = partners[row] as number;
    own[partner] = (own[partner] as number) + share;
  }
  return weights;
}

/** Mixtures [B, N] of activities [B, N]. */
function mixedRows(ops: TensorOps, activity: Tensor, mixture: Tensor): Tensor {
  const highest = ops.maximum(activity, 0);
  const lowest = ops.negate(ops.maximum(ops.negate(activity), 0));
  return withinRange(ops, ops.matMul(mixture, activity), lowest, highest);
}
