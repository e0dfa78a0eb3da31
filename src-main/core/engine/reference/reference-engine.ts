/**
 * The `reference` engine: interprets programs with plain float64 loops. Gradient checks and golden traces run here.
 */

import { assert, assertDefined } from '../../../../src-shared/base/assert.ts';
import type {
  CompiledLoop,
  CompiledProgram,
  Engine,
  EngineKind,
  EngineTensor,
  EngineTensors,
  Program,
  Shape,
} from '../engine.ts';
import { loopByRuns } from '../loop-by-runs.ts';
import { checkInputs } from '../shapes.ts';
import { ReferenceTensor, referenceOps } from './reference-ops.ts';

/** What a caller holds. Using it after its release is found out here too, though no memory depends on it. */
class HeldTensor implements EngineTensor {
  readonly shape: Shape;
  readonly values: ReferenceTensor;
  released = false;

  constructor(values: ReferenceTensor) {
    this.shape = values.shape;
    this.values = values;
  }
}

function read(tensor: EngineTensor): HeldTensor {
  assert(tensor instanceof HeldTensor, 'a tensor of another engine reached the reference engine');
  assert(!tensor.released, 'a released tensor was used');
  return tensor;
}

class ReferenceProgram implements CompiledProgram {
  readonly outputs: Readonly<Record<string, Shape>>;
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
    const blanks = Object.entries(program.inputs).map(
      ([name, shape]) => [name, referenceOps.fill(0, shape)] as const,
    );
    const outputs = program.build(referenceOps, Object.fromEntries(blanks));
    this.outputs = Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.shape]));
  }

  async run(inputs: EngineTensors): Promise<Record<string, EngineTensor>> {
    checkInputs(this.#program, inputs);
    const held = (name: string) => read(assertDefined(inputs[name], name));
    const values = Object.keys(this.#program.inputs).map((name) => [name, held(name).values] as const);
    const outputs = Object.entries(this.#program.build(referenceOps, Object.fromEntries(values)));
    for (const name of this.#program.state ?? []) held(name).released = true;
    return Object.fromEntries(
      outputs.map(([name, tensor]) => [name, new HeldTensor(tensor as ReferenceTensor)]),
    );
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

class ReferenceEngine implements Engine {
  readonly id = 'reference';
  readonly device = {
    name: 'CPU, 1 thread',
    kind: 'cpu',
    threads: 1,
    precision: 'float64',
    backend: 'plain float64 loops',
    deterministic: true,
  } as const;

  readonly notes = [];
  readonly traffic = null;
  readonly gatherRows = null;

  compile(program: Program): Promise<CompiledProgram> {
    return Promise.resolve(new ReferenceProgram(program));
  }

  compileLoop(program: Program, perTurn: readonly string[]): Promise<CompiledLoop> {
    return loopByRuns(this, program, perTurn);
  }

  upload(data: Float32Array | Float64Array, shape: Shape): EngineTensor {
    return new HeldTensor(new ReferenceTensor(shape, Float64Array.from(data)));
  }

  download(tensor: EngineTensor): Promise<Float64Array> {
    return Promise.resolve(read(tensor).values.data.slice());
  }

  release(tensors: Iterable<EngineTensor>): void {
    for (const tensor of tensors) read(tensor).released = true;
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

export const referenceEngine: EngineKind = {
  kind: 'reference',
  label: 'Reference (float64, slow)',
  help: 'Plain loops in double precision: the definition the other engines are checked against.',
  open: () => Promise.resolve(new ReferenceEngine()),
};
