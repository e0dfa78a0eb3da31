/**
 * What a net with top-down input computes at every iteration, under every label: looked at one by one, where answers take
 * the mean over those judged.
 *
 * Legend: B images, C classes, N units of a layer. Row c * B + i is image i under label c.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Program, Tensor } from '../engine/engine.ts';
import { everyLabel, rowsOf } from '../net/forward.ts';
import { goodnessReadout, imageValues, layerAt } from '../net/net.ts';
import type { Net } from '../net/net.ts';
import { parameterShapes } from '../net/parameters.ts';
import { feedbackOf, lookUp, repeated, settle } from '../net/settle.ts';
import type { Numbers } from './program-runner.ts';

/**
 * Outputs for the iterations the net learns from: "iteration1/goodness/layer1" ... [C * B, 1], and with `activities`
 * "iteration1/activity/layer1" ... [C * B, N].
 */
export function iterationsProgram(net: Net, images: number, activities: boolean): Program {
  return {
    name: `iterations of ${images} images${activities ? ' with activities' : ''}`,
    inputs: { ...parameterShapes(net), image: [images, imageValues(net)] },
    build: (ops, tensors) => {
      const labels = everyLabel(ops, net, images);
      const start = lookUp(ops, net, tensors, assertDefined(tensors['image'], 'image'));
      const outputs: Record<string, Tensor> = {};
      settle(ops, net, tensors, start, labels, feedbackOf(net).iterations).forEach((passes, at) =>
        passes.forEach(({ goodness, activity }, index) => {
          const { name } = layerAt(net, index);
          const whole = (tensor: Tensor) => repeated(ops, tensor, rowsOf(labels));
          const path = `iteration${at + 1}`;
          outputs[`${path}/goodness/${name}`] = whole(assertDefined(goodness ?? undefined, 'goodness'));
          if (activities) outputs[`${path}/activity/${name}`] = whole(activity);
        }),
      );
      return outputs;
    },
  };
}

/** By iteration, goodness summed over the layers that the goodness read-out counts, or over all: [C * B] each. */
export function summedByIteration(net: Net, outputs: Readonly<Record<string, Numbers>>): Float64Array[] {
  const { begin, end } = goodnessReadout(net) ?? { begin: 0, end: net.layers.length };
  return Array.from({ length: feedbackOf(net).iterations }, (_, at) => {
    const layers = net.layers
      .slice(begin, end)
      .map(({ name }) => assertDefined(outputs[`iteration${at + 1}/goodness/${name}`], name));
    const rows = layers[0]?.length ?? 0;
    return Float64Array.from({ length: rows }, (_row, row) =>
      layers.reduce((sum, layer) => sum + (layer[row] as number), 0),
    );
  });
}
