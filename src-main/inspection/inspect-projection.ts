/** A layer's activities for many images, laid out on a plane. */

import { assertDefined } from '../../src-shared/base/assert.ts';
import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { ParsedInputOf } from '../../src-shared/contract/contract.ts';
import type { Projection } from '../../src-shared/views/inspection-view.ts';
import { neutralActivityProgram } from '../core/measure/insight-programs.ts';
import { imageRows, indexRange } from '../core/dataset/rows.ts';
import { imageValues } from '../core/net/net.ts';
import { layerNumbered } from './inspect-fields.ts';
import type { NetAtHand } from './nets-at-hand.ts';
import type { Project } from './project.ts';

/** Images that pass through the net at once. */
const blockSize = 500;

/** Errors: input/invalid, inspect/failed, engine/failed. */
export async function inspectProjection(
  net: NetAtHand,
  input: ParsedInputOf<'inspect/projection'>,
  project: Project,
): Promise<Projection> {
  const { name, layer } = layerNumbered(net, input.layer);
  const split = net.dataset.splits[input.split];
  const rows = Math.min(input.examples, split.count);
  if (rows < 10) {
    const problem = `The ${input.split} split has ${rows} examples, too few to lay out`;
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Choose another split.' });
  }
  const { method } = input;
  const values = await neutralActivities(net, input, rows);
  const laidOut = await project({ values, rows, columns: layer.units, method, seed: net.spec.seed });
  return {
    at: net.at,
    layer: name,
    method,
    ...laidOut,
    indexes: indexRange(0, rows),
    labels: Uint16Array.from(split.labels.subarray(0, rows)),
  };
}

/** [rows, units], normalized, in one pass: as linear read-outs see them. */
async function neutralActivities(
  net: NetAtHand,
  input: ParsedInputOf<'inspect/projection'>,
  rows: number,
): Promise<Float32Array> {
  const { layer } = layerNumbered(net, input.layer);
  const values = new Float32Array(rows * layer.units);
  for (let begin = 0; begin < rows; begin += blockSize) {
    const end = Math.min(rows, begin + blockSize);
    const image = imageRows(
      net.dataset,
      net.dataset.splits[input.split],
      indexRange(begin, end),
      imageValues(net.recipe),
    );
    const program = neutralActivityProgram(net.recipe, input.layer - 1, end - begin);
    const outputs = await net.programs.run(program, net.state, { image });
    values.set(assertDefined(outputs['activity'], 'activity'), begin * layer.units);
  }
  return values;
}
