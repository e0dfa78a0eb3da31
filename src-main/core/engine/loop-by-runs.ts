/** A loop as one run after another: for engines that gain nothing by taking several turns at once. */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type {
  CompiledLoop,
  CompiledProgram,
  Engine,
  EngineTensor,
  EngineTensors,
  LoopResult,
  Program,
  Shape,
  TurnInputs,
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

  async run(
    inputs: EngineTensors,
    turns: number,
    bringTurn: (turn: number) => TurnInputs,
  ): Promise<LoopResult> {
    let state: Record<string, EngineTensor> = {};
    const reports: EngineTensors[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const numbers = bringTurn(turn);
      const brought = [...this.#brought].map(
        ([name, shape]) => [name, this.#engine.upload(assertDefined(numbers[name], name), shape)] as const,
      );
      const outputs = Object.entries(
        await this.#compiled.run({ ...inputs, ...state, ...Object.fromEntries(brought) }),
      );
      this.#engine.release(brought.map(([, tensor]) => tensor));
      state = Object.fromEntries(outputs.filter(([name]) => this.#state.has(name)));
      reports.push(Object.fromEntries(outputs.filter(([name]) => !this.#state.has(name))));
    }
    return { state, turns: reports };
  }

  dispose(): Promise<void> {
    return this.#compiled.dispose();
  }
}
