/** Graphs that compute nothing: how numbers get from one place to another by a session. */

import type { OnnxGraph } from './onnx-model.ts';

/** Rows of a matrix; which ones comes as float32, which holds whole numbers up to 2^24, and becomes int32 (6). */
export const gatherGraph: OnnxGraph = {
  name: 'gather rows',
  nodes: [
    { operator: 'Cast', inputs: ['rows'], outputs: ['indexes'], attributes: { to: { int: 6 } } },
    { operator: 'Gather', inputs: ['table', 'indexes'], outputs: ['to'], attributes: { axis: { int: 0 } } },
  ],
  constants: [],
  inputs: [
    { name: 'table', shape: ['all', 'numbers'] },
    { name: 'rows', shape: ['some'] },
  ],
  outputs: [{ name: 'to', shape: ['some', 'numbers'] }],
};

/** A list of any length as it came. */
export const copyGraph: OnnxGraph = {
  name: 'copy',
  nodes: [{ operator: 'Identity', inputs: ['from'], outputs: ['to'], attributes: {} }],
  constants: [],
  inputs: [{ name: 'from', shape: ['numbers'] }],
  outputs: [{ name: 'to', shape: ['numbers'] }],
};
