/** How fast an engine is here and now, by a layer's training step in small. */

import { assert, assertDefined } from '../../../src-shared/base/assert.ts';
import type { CompiledProgram, Engine, EngineTensor, Program } from './engine.ts';

/** The measured layer: 1000 units on 1000 inputs, and a batch of both passes. */
const [rows, inner, columns] = [200, 1000, 1000];
/** How long to measure one engine, in milliseconds. */
const measuringTime = 400;

/** A layer's training step in small on one engine. Give it back with `dispose`. */
export class SpeedProbe {
  readonly #engine: Engine;
  readonly #program: CompiledProgram;
  readonly #input: EngineTensor;
  #state: Record<string, EngineTensor>;

  private constructor(engine: Engine, program: CompiledProgram) {
    this.#engine = engine;
    this.#program = program;
    const zeros = new Float32Array(inner * columns);
    const matrix = (): EngineTensor => engine.upload(zeros, [inner, columns]);
    this.#state = { weights: matrix(), smoothed: matrix() };
    this.#input = engine.upload(new Float32Array(rows * inner).fill(0.5), [rows, inner]);
  }

  /** Error: engine/failed. */
  static async open(engine: Engine): Promise<SpeedProbe> {
    return new SpeedProbe(engine, await engine.compile(speedProgram));
  }

  /** One step, until its numbers are there. Error: engine/failed. */
  async step(): Promise<void> {
    const { goodness, ...state } = await this.#program.run({ input: this.#input, ...this.#state });
    this.#state = state;
    const made = assertDefined(goodness, 'goodness');
    await this.#engine.download(made);
    this.#engine.release([made]);
  }

  async dispose(): Promise<void> {
    this.#engine.release([this.#input, ...Object.values(this.#state)]);
    await this.#program.dispose();
  }
}

/**
 * GFLOP/s of a layer's training step in small: a pass, a weight gradient, smoothing and an update, so that passes over
 * the weights count as they do in training. The best of the rounds that fit the time. `clock` in milliseconds.
 */
export async function measureSpeed(
  engine: Engine,
  clock: () => number,
  milliseconds = measuringTime,
): Promise<number> {
  const probe = await SpeedProbe.open(engine);
  let best = Infinity;
  const end = clock() + milliseconds;
  do {
    const before = clock();
    await probe.step();
    best = Math.min(best, clock() - before);
  } while (clock() < end);
  await probe.dispose();
  return (2 * 2 * rows * inner * columns) / best / 1e6;
}

const speedProgram: Program = {
  name: 'speed',
  inputs: { input: [rows, inner], weights: [inner, columns], smoothed: [inner, columns] },
  state: ['weights', 'smoothed'],
  build: (ops, tensors) => {
    const [input, weights, old] = ['input', 'weights', 'smoothed'].map((name) =>
      assertDefined(tensors[name], name),
    );
    assert(input !== undefined && weights !== undefined && old !== undefined, 'three inputs');
    const activity = ops.relu(ops.matMul(input, weights));
    const smoothed = ops.matMulAdd(input, activity, old, { transposeA: true, alpha: 0.1, beta: 0.9 });
    const updated = ops.subtract(ops.scale(weights, 0.999), ops.scale(smoothed, 0.01));
    return { goodness: ops.sumOfSquares(activity, 1), weights: updated, smoothed };
  },
};
