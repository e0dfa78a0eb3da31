/** A loop as one run after another: for engines that gain nothing by taking several turns at once. */

import { assert, assertDefined } from '../../../src-shared/base/assert.ts';
import type {
  Brought,
  CompiledLoop,
  CompiledProgram,
  Engine,
  EngineTensor,
  EngineTensors,
  LoopResult,
  Program,
  Shape,
} from './engine.ts';

/** Error: engine/failed. */
export async function loopByRuns(
  engine: Engine,
  program: Program,
  perTurn: readonly string[],
): Promise<CompiledLoop> {
  return new LoopByRuns(engine, await engine.compile(program), program, perTurn);
}

class LoopByRuns implements CompiledLoop {
  readonly #engine: Engine;
  readonly #compiled: CompiledProgram;
  readonly #state: ReadonlySet<string>;
  /** Shapes of the inputs that every turn brings. */
  readonly #brought: ReadonlyMap<string, Shape>;

  constructor(engine: Engine, compiled: CompiledProgram, program: Program, perTurn: readonly string[]) {
    this.#engine = engine;
    this.#compiled = compiled;
    this.#state = new Set(program.state ?? []);
    this.#brought = new Map(perTurn.map((name) => [name, assertDefined(program.inputs[name], name)]));
  }

  async run(inputs: EngineTensors, turns: number, bringTurn: (turn: number) => Brought): Promise<LoopResult> {
    let state: Record<string, EngineTensor> = {};
    const reports: EngineTensors[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const numbers = bringTurn(turn);
      const brought: (readonly [string, EngineTensor])[] = [];
      for (const [name, shape] of this.#brought)
        brought.push([name, await this.#bring(assertDefined(numbers[name], name), shape)]);
      const outputs = Object.entries(
        await this.#compiled.run({ ...inputs, ...state, ...Object.fromEntries(brought) }),
      );
      this.#engine.release(brought.map(([, tensor]) => tensor));
      state = Object.fromEntries(outputs.filter(([name]) => this.#state.has(name)));
      reports.push(Object.fromEntries(outputs.filter(([name]) => !this.#state.has(name))));
    }
    return { state, turns: reports };
  }

  async #bring(own: Brought[string], shape: Shape): Promise<EngineTensor> {
    if (!('table' in own)) return this.#engine.upload(own, shape);
    assert(this.#engine.gatherRows !== null, `rows of a table reached ${this.#engine.id}`);
    return this.#engine.gatherRows(own);
  }

  dispose(): Promise<void> {
    return this.#compiled.dispose();
  }
}
