/**
 * Wraps a traced program into one Scan node: a graph that takes any number of turns in one call. A call has a price that
 * does not depend on its turns: onnxruntime's binding copies every output, all weights among them, into new memory.
 */

import { assertDefined } from '../../../../src-shared/base/assert.ts';
import type { Program, Shape } from '../engine.ts';
import type { OnnxGraph, OnnxValue } from './onnx-model.ts';
import { traceProgram } from './tracer.ts';

/** One of the program's inputs or outputs in the outer graph. */
export interface LoopValue {
  /** Its name in the graph. */
  readonly name: string;
  /** Of one turn. */
  readonly shape: Shape;
}

export interface LoopGraph {
  readonly graph: OnnxGraph;
  /** By program name, in the graph's order. */
  readonly startState: Readonly<Record<string, LoopValue>>;
  readonly endState: Readonly<Record<string, LoopValue>>;
  /** Same in all turns. */
  readonly fixed: Readonly<Record<string, LoopValue>>;
  /** Inputs of all turns, one after the other along a first axis. */
  readonly brought: Readonly<Record<string, LoopValue>>;
  /** Outputs of all turns, in the same way. */
  readonly left: Readonly<Record<string, LoopValue>>;
}

const turnsAxis = 'turns';

export function loopGraph(program: Program, perTurn: readonly string[]): LoopGraph {
  const { graph: body, outputs } = traceProgram(program);
  const state = program.state ?? [];
  const shapeOf = (name: string) => assertDefined(program.inputs[name], name);
  const outer = (prefix: string, names: readonly string[], shape: (name: string) => Shape) =>
    Object.fromEntries(names.map((name) => [name, { name: `${prefix}${name}`, shape: shape(name) }]));
  const outputShape = (name: string) => assertDefined(outputs[name], name).shape;
  const others = Object.keys(outputs).filter((name) => !state.includes(name));
  const inside = Object.keys(program.inputs).filter((name) => !state.includes(name));
  const values = {
    startState: outer('start/', state, shapeOf),
    endState: outer('end/', state, outputShape),
    // A body reads what it does not get as an input from the graph around it, by the same name.
    fixed: outer(
      '',
      inside.filter((name) => !perTurn.includes(name)),
      shapeOf,
    ),
    brought: outer('brought/', perTurn, shapeOf),
    left: outer('left/', others, outputShape),
  };
  const plain = (list: Readonly<Record<string, LoopValue>>): OnnxValue[] => Object.values(list);
  const stacked = (list: Readonly<Record<string, LoopValue>>): OnnxValue[] =>
    Object.values(list).map(({ name, shape }) => ({ name, shape: [turnsAxis, ...shape] }));
  const namesOf = (list: readonly OnnxValue[]) => list.map(({ name }) => name);
  const scanInputs = [...plain(values.startState), ...stacked(values.brought)];
  const scanOutputs = [...plain(values.endState), ...stacked(values.left)];
  const graph: OnnxGraph = {
    name: `turns of ${program.name}`,
    nodes: [
      {
        operator: 'Scan',
        inputs: namesOf(scanInputs),
        outputs: namesOf(scanOutputs),
        attributes: {
          num_scan_inputs: { int: perTurn.length },
          body: {
            graph: {
              ...body,
              inputs: [...state, ...perTurn].map((name) => ({ name, shape: shapeOf(name) })),
              outputs: [...state, ...others].map((name) => assertDefined(outputs[name], name)),
            },
          },
        },
      },
    ],
    constants: [],
    inputs: [...scanInputs, ...plain(values.fixed)],
    outputs: scanOutputs,
  };
  return { graph, ...values };
}
