/**
 * A program of a fixed number of rows as a graph that takes any number of them, for files that leave the workbench. It
 * is traced for three numbers of rows: what differs between the traces are sizes and fillings, and these grow in step
 * with the rows, so the graph works them out from its input. A third trace checks that.
 */

import { assert, assertDefined } from '../../../../src-shared/base/assert.ts';
import type { Program } from '../engine.ts';
import type { OnnxConstant, OnnxGraph, OnnxNode, OnnxValue } from './onnx-model.ts';
import { traceProgram } from './tracer.ts';
import type { Trace } from './tracer.ts';

/** Primes beyond the sizes of nets, so that no size is taken for a number of rows. */
const [first, second, third] = [1009, 1013, 1019] as const;

/** How the axis of rows is called in the file. */
const rowsAxis = 'N';
const rowsName = 'rows';

interface Growing {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
}

/**
 * The graph of `programOf(rows)` whose input `input` has its rows along the first axis; outputs have them there too and
 * are called as in the program. Inputs named in `fixed` become constants of the graph.
 */
export function graphForAnyRows(
  programOf: (rows: number) => Program,
  input: string,
  fixed: Readonly<Record<string, Float32Array>>,
): OnnxGraph {
  const traces = [first, second, third].map((rows) => traceProgram(programOf(rows))) as [Trace, Trace, Trace];
  const [{ graph, outputs }] = traces;
  const structures = traces.map((trace) => JSON.stringify(trace.graph.nodes));
  assert(new Set(structures).size === 1, `${graph.name} is another graph for another number of rows`);
  const growing = graph.constants.map((_, at) =>
    atAnyRows(traces.map((trace) => assertDefined(trace.graph.constants[at], 'a constant'))),
  );
  const given = graph.inputs.filter(({ name }) => name in fixed);
  const parameters = given.map(({ name, shape }): OnnxConstant => ({
    name,
    shape: shape.map(Number),
    values: assertDefined(fixed[name], name),
  }));
  const named = Object.entries(outputs).map(([name, { name: place }]): OnnxNode => ({
    operator: 'Identity',
    inputs: [place],
    outputs: [name],
    attributes: {},
  }));
  return {
    name: graph.name,
    nodes: [...rowsOf(input), ...growing.flatMap(({ nodes }) => nodes), ...graph.nodes, ...named],
    constants: [...growing.flatMap(({ constants }) => constants), ...parameters],
    inputs: graph.inputs.filter(({ name }) => !(name in fixed)).map(withRows),
    outputs: Object.entries(outputs).map(([name, { shape }]) => withRows({ name, shape })),
  };
}

function withRows({ name, shape }: OnnxValue): OnnxValue {
  assert(shape[0] === first, `${name} has its rows along the first axis`);
  return { name, shape: [rowsAxis, ...shape.slice(1)] };
}

/** The number of rows, [1]. */
function rowsOf(input: string): OnnxNode[] {
  const attributes = { start: { int: 0 }, end: { int: 1 } };
  return [{ operator: 'Shape', inputs: [input], outputs: [rowsName], attributes }];
}

/** A constant of the three traces as it is for any number of rows. */
function atAnyRows(three: readonly OnnxConstant[]): Growing {
  const [one, two] = three as [OnnxConstant, OnnxConstant];
  const sameShape = new Set(three.map(({ shape }) => shape.join())).size === 1;
  if (one.values instanceof BigInt64Array) {
    const lists = three.map(({ values }) => Array.from(values, Number));
    return sizesAtAnyRows(one.name, lists);
  }
  if (sameShape && one.values.every((value, at) => Object.is(value, two.values[at])))
    return { nodes: [], constants: [one] };
  const filling = one.values[0] ?? 0;
  const isFilled = three.every(({ values }) => (values as Float32Array).every((value) => value === filling));
  assert(isFilled, `${one.name} depends on the number of rows, and is no filling`);
  const shapeName = `${one.name}/shape`;
  const valueName = `${one.name}/value`;
  const shape = sizesAtAnyRows(
    shapeName,
    three.map((each) => [...each.shape]),
  );
  return {
    nodes: [
      ...shape.nodes,
      { operator: 'Expand', inputs: [valueName, shapeName], outputs: [one.name], attributes: {} },
    ],
    constants: [...shape.constants, { name: valueName, shape: [], values: Float32Array.of(filling) }],
  };
}

/** Whole numbers slope * rows + offset, under that name; a constant where no slope is there. */
function sizesAtAnyRows(name: string, lists: readonly (readonly number[])[]): Growing {
  const [one, two, check] = lists as [readonly number[], readonly number[], readonly number[]];
  const slopes = one.map((value, at) => ((two[at] as number) - value) / (second - first));
  const offsets = one.map((value, at) => value - (slopes[at] as number) * first);
  const expected = slopes.map((slope, at) => slope * third + (offsets[at] as number));
  const isInStep = slopes.every(Number.isInteger) && expected.join() === check.join();
  assert(isInStep, `${name} does not grow in step with the rows`);
  const whole = (of: string, values: readonly number[]): OnnxConstant => ({
    name: of,
    shape: [values.length],
    values: BigInt64Array.from(values, BigInt),
  });
  if (slopes.every((slope) => slope === 0)) return { nodes: [], constants: [whole(name, one)] };
  const [slope, offset, product] = [`${name}/slope`, `${name}/offset`, `${name}/product`];
  return {
    nodes: [
      { operator: 'Mul', inputs: [rowsName, slope], outputs: [product], attributes: {} },
      { operator: 'Add', inputs: [product, offset], outputs: [name], attributes: {} },
    ],
    constants: [whole(slope, slopes), whole(offset, offsets)],
  };
}
