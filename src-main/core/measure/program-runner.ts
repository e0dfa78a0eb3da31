/**
 * Runs measuring programs: compiles each once, by its name, and takes care of what goes up to the device and what comes
 * down. It knows nothing of what is measured.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import type { CompiledProgram, Engine, EngineTensor, EngineTensors, Program } from '../engine/engine.ts';

export type Numbers = Float32Array | Float64Array;

export class ProgramRunner {
  readonly #engine: Engine;
  readonly #programs = new Map<string, Promise<CompiledProgram>>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * Runs once, on inputs of that name on the device (which stay there) and on numbers to bring up. Programs of one name
   * must be the same. Error: engine/failed.
   */
  async run(
    wanted: Program,
    held: EngineTensors,
    brought: Readonly<Record<string, Numbers>> = {},
  ): Promise<Record<string, Numbers>> {
    const program = await this.#compiled(wanted);
    const uploaded: EngineTensor[] = [];
    const inputs = Object.entries(wanted.inputs).map(([name, shape]) => {
      const numbers = brought[name];
      if (numbers === undefined) return [name, assertDefined(held[name], name)] as const;
      const tensor = this.#engine.upload(numbers, shape);
      uploaded.push(tensor);
      return [name, tensor] as const;
    });
    try {
      return await this.#download(await program.run(Object.fromEntries(inputs)));
    } finally {
      this.#engine.release(uploaded);
    }
  }

  async dispose(): Promise<void> {
    // One that never compiled has been told about where it was asked for.
    for (const program of await Promise.allSettled(this.#programs.values())) {
      if (program.status === 'fulfilled') await program.value.dispose();
    }
    this.#programs.clear();
  }

  #compiled(program: Program): Promise<CompiledProgram> {
    const known = this.#programs.get(program.name) ?? this.#engine.compile(program);
    this.#programs.set(program.name, known);
    return known;
  }

  async #download(tensors: EngineTensors): Promise<Record<string, Numbers>> {
    const downloaded: Record<string, Numbers> = {};
    for (const [name, tensor] of Object.entries(tensors))
      downloaded[name] = await this.#engine.download(tensor);
    this.#engine.release(Object.values(tensors));
    return downloaded;
  }
}
