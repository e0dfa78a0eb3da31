/** A recipe's net on an engine, started from given numbers: takes single steps with the programs that train. */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { Engine, EngineTensor, Program } from '../engine/engine.ts';
import { forwardForward } from '../method/forward-forward.ts';
import type { Stage, StageInput } from '../method/method.ts';
import type { Recipe } from '../net/recipe.ts';
import { initialState } from '../net/state.ts';

export type Numbers = Float32Array | Float64Array;

export interface SessionStep {
  readonly stage: Stage;
  readonly input: StageInput;
  /** Counted from 1. */
  readonly step: number;
  readonly gain: number;
}

export class Session {
  readonly recipe: Recipe;
  readonly #engine: Engine;
  readonly #examples: number;
  readonly #state: Record<string, EngineTensor> = {};

  /** `first`: a parameter's first values; null for what starts from its usual value. */
  constructor(
    recipe: Recipe,
    engine: Engine,
    examples: number,
    first: (name: string) => Float64Array | null,
  ) {
    this.recipe = recipe;
    this.#engine = engine;
    this.#examples = examples;
    for (const [name, { shape, data }] of Object.entries(initialState(recipe, 0))) {
      this.#state[name] = engine.upload(first(name) ?? data, shape);
    }
  }

  /** Takes a step on a batch, by input name; returns what it left besides the state. */
  async step(
    { stage, input, step: count, gain }: SessionStep,
    batch: Readonly<Record<string, Numbers>>,
  ): Promise<Record<string, Numbers>> {
    const step = forwardForward.step(this.recipe, stage, input, this.#examples);
    const scalars = Object.entries(step.scalars(count, gain)).map(
      ([name, value]) => [`scalar/${name}`, Float64Array.of(value)] as const,
    );
    return this.run(step.program, { ...batch, ...Object.fromEntries(scalars) });
  }

  /** Runs a program on the state and on numbers to bring up; keeps the new state and returns the rest. */
  async run(wanted: Program, brought: Readonly<Record<string, Numbers>>): Promise<Record<string, Numbers>> {
    const program = await this.#engine.compile(wanted);
    const inputs = Object.entries(wanted.inputs).map(([name, shape]) => {
      const held = this.#state[name];
      return [name, held ?? this.#engine.upload(assertDefined(brought[name], name), shape)] as const;
    });
    const outputs = await program.run(Object.fromEntries(inputs));
    await program.dispose();
    this.#engine.release(inputs.flatMap(([name, tensor]) => (name in this.#state ? [] : [tensor])));
    const left: Record<string, Numbers> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      if (name in this.#state) {
        this.#state[name] = tensor;
        continue;
      }
      left[name] = await this.#engine.download(tensor);
      this.#engine.release([tensor]);
    }
    return left;
  }

  async read(name: string): Promise<Numbers> {
    return this.#engine.download(assertDefined(this.#state[name], name));
  }

  /** True for a name of the net's state. */
  has(name: string): boolean {
    return name in this.#state;
  }

  dispose(): void {
    this.#engine.release(Object.values(this.#state));
  }
}

/** A row-major matrix [rows, columns] as [columns, rows]. */
export function transposed(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    { length: rows * columns },
    (_, at) => values[(at % rows) * columns + Math.floor(at / rows)] as number,
  );
}
