/**
 * A trained net as one ONNX classifier: images as the dataset gives them go in, the scores of every read-out come out.
 * What the workbench does around a net is inside: the numbers that pixels become, the label written in, every label or candidate tried.
 *
 * Legend: N images, P values of an image (height, width, channels; channels last), C classes.
 */

import { assertDefined } from '../../src-shared/base/assert.ts';
import type { ClassifierFile } from '../../src-shared/views/inspection-view.ts';
import type { Dataset } from '../core/dataset/dataset.ts';
import type { Program, Tensor, TensorOps } from '../core/engine/engine.ts';
import { graphForAnyRows } from '../core/engine/onnx/any-rows.ts';
import { encodeModel } from '../core/engine/onnx/onnx-model.ts';
import { answersProgram } from '../core/measure/evaluation-program.ts';
import { imageValues, layerAt } from '../core/net/net.ts';
import type { Net } from '../core/net/net.ts';
import { parameterShapes } from '../core/net/parameters.ts';
import { numbersOf } from './nets-at-hand.ts';
import type { NetAtHand } from './nets-at-hand.ts';
import { readoutsOf } from './readout-answers.ts';
import type { NamedReadout } from './readout-answers.ts';

/** The name of the model's input. */
const imagesName = 'images';

/** The net of a checkpoint; `version` is this program's. */
export function classifierFile(net: NetAtHand, version: string): ClassifierFile {
  const { recipe, dataset, at } = net;
  const fixed = Object.fromEntries(
    Object.keys(parameterShapes(recipe)).map((name) => [name, Float32Array.from(numbersOf(net, name))]),
  );
  const graph = graphForAnyRows((rows) => classifierProgram(recipe, dataset, rows), imagesName, fixed);
  const readouts = readoutsOf(recipe).map(({ readout }) => readout);
  const { height, width, channels } = dataset.image;
  const metadata = {
    run: at.run,
    step: String(at.step),
    epoch: String(at.epoch),
    workbench: version,
    readouts: JSON.stringify(readouts),
    classes: JSON.stringify(dataset.classNames),
    image: JSON.stringify({ height, width, channels }),
    spec: JSON.stringify(net.spec),
  };
  const bytes = encodeModel(graph, { version, metadata });
  return { at, bytes, image: { height, width, channels }, classNames: dataset.classNames, readouts };
}

/**
 * Images [N, P] from 0 to 1. Outputs by read-out [N, C]: goodness summed over its layers, -Infinity under labels that are no
 * candidates of an image, or a linear read-out's probabilities.
 */
export function classifierProgram(
  net: Net,
  { inputSize, pixelMean, pixelDeviation }: Pick<Dataset, 'inputSize' | 'pixelMean' | 'pixelDeviation'>,
  rows: number,
): Program {
  const answers = answersProgram(net, rows);
  const { image: _, ...parameters } = answers.inputs;
  return {
    name: 'classifier',
    inputs: { ...parameters, [imagesName]: [rows, inputSize] },
    build: (ops, tensors) => {
      const images = assertDefined(tensors[imagesName], imagesName);
      const own = ops.slice(images, 1, inputSize - imageValues(net), inputSize);
      const image = ops.scale(ops.shift(own, -pixelMean), 1 / pixelDeviation);
      const found = answers.build(ops, { ...tensors, image });
      return Object.fromEntries(
        readoutsOf(net).map((readout) => [readout.readout, scoresOf(ops, net, readout, found, rows)]),
      );
    },
  };
}

/** [N, C]. Goodness stands label by label, [C * N, 1]. */
function scoresOf(
  ops: TensorOps,
  net: Net,
  { readout, span }: NamedReadout,
  found: Readonly<Record<string, Tensor>>,
  rows: number,
): Tensor {
  if (span === null) return assertDefined(found[`probabilities/${readout}`], readout);
  let sum: Tensor | null = null;
  for (let layer = span.begin; layer < span.end; layer += 1) {
    const { name } = layerAt(net, layer);
    const goodness = assertDefined(found[`goodness/${name}`], name);
    sum = sum === null ? goodness : ops.add(sum, goodness);
  }
  const byLabel = ops.reshape(assertDefined(sum ?? undefined, 'a layer'), [net.classes, rows]);
  return ops.transpose(byLabel, [1, 0]);
}
