/**
 * The one suite that every registered engine passes, wherever it loads: operations and programs against `reference`,
 * golden traces, and the rules for tensors. An engine or device that does not load shows as a skipped test.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { reasonOf } from '../../../src-shared/base/errors.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import { sampleWrongLabels } from '../negatives/hard.ts';
import { oneHotRows } from '../dataset/rows.ts';
import { parseGoldenTrace } from '../verify/golden-trace.ts';
import { replay } from '../verify/replay.ts';
import type { Engine, EngineTensor, Program, Tensor } from './engine.ts';
import { derivativePrograms } from './fixtures/derivative-programs.ts';
import { familyCases } from './fixtures/family-cases.ts';
import { normals, operationCases } from './fixtures/operation-cases.ts';
import type { ProgramCase } from './fixtures/operation-cases.ts';
import { measuringCases, stepCases } from './fixtures/program-cases.ts';
import { bitsOf, downloadAll, runLoop, runProgram, tooFar, uploadAll } from './fixtures/run-program.ts';
import { stateCases } from './fixtures/state-cases.ts';
import { engineKinds } from './index.ts';
import { referenceOps } from './reference/reference-ops.ts';

interface Candidate {
  readonly label: string;
  readonly engine: Engine | null;
  readonly reason: string;
}

async function open(kind: string, device: string): Promise<Candidate> {
  try {
    const engine = await engineKinds.get(kind).open({ threads: 1, device });
    return { label: `${kind} on ${engine.device.name}`, engine, reason: '' };
  } catch (error) {
    return { label: kind, engine: null, reason: reasonOf(error) };
  }
}

/** Every engine on the device it picks, and on the CPU too where that is another one. */
async function candidates(): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const kind of engineKinds.kinds()) {
    const picked = await open(kind, 'auto');
    found.push(picked);
    if (picked.engine?.device.kind === 'gpu') found.push(await open(kind, 'cpu'));
  }
  return found;
}

const reference = await engineKinds.get('reference').open({ threads: 1, device: 'auto' });
const [golden, engines] = [join(import.meta.dirname, '../../../resources/golden'), await candidates()];
afterAll(async () => {
  for (const { engine } of engines) await engine?.dispose();
});

const passedOn = assertDefined(
  operationCases.find((each) => each.program.name === 'an input as it came'),
  'the case of an input as it came',
);

test('the operation cases use every operation there is', () => {
  const used = new Set<string>();
  const watched = new Proxy(referenceOps, {
    get: (ops, name: keyof typeof referenceOps) => {
      used.add(name);
      return Reflect.get(ops, name) as unknown;
    },
  });
  for (const { program } of operationCases) {
    const blanks = Object.entries(program.inputs).map(
      ([name, shape]) => [name, referenceOps.fill(1, shape)] as const,
    );
    program.build(watched, Object.fromEntries(blanks));
  }
  expect([...used].sort()).toEqual(Object.keys(referenceOps).sort());
});

for (const { label, engine, reason } of engines) {
  if (engine === null) test.skip(`${label} is not tested: ${reason}`);
  else describe(label, () => conformance(engine));
}

function conformance(engine: Engine): void {
  const exact = engine.device.precision === 'float64';

  test('operations give what the reference gives', async () => {
    const different: Record<string, unknown> = {};
    for (const { program, inputs } of operationCases) {
      const expected = await runProgram(reference, program, inputs);
      const far = tooFar(expected, await runProgram(engine, program, inputs), exact ? 0 : 1e-5);
      if (Object.keys(far).length > 0) different[program.name] = far;
    }
    expect(different).toEqual({});
  });

  test('derivatives are what the reference gives', async () => {
    const different: Record<string, unknown> = {};
    for (const { program, inputs } of derivativePrograms) {
      const expected = await runProgram(reference, program, inputs);
      const far = tooFar(expected, await runProgram(engine, program, inputs), exact ? 0 : 1e-5);
      if (Object.keys(far).length > 0) different[program.name] = far;
    }
    expect(different).toEqual({});
  });

  test.each(named([...stepCases, ...familyCases]))(
    'three steps agree with the reference: %s',
    async (_, { program, inputs }) => {
      const expected = await runProgram(reference, program, inputs, 3);
      expect(tooFar(expected, await runProgram(engine, program, inputs, 3), exact ? 0 : 1e-4)).toEqual({});
    },
  );

  test.each(named(measuringCases))('agrees with the reference: %s', async (_, { program, inputs }) => {
    const expected = await runProgram(reference, program, inputs);
    expect(tooFar(expected, await runProgram(engine, program, inputs), exact ? 0 : 1e-4)).toEqual({});
  });

  test.each([10, 64])(
    'hard negatives of %i classes are one label each, and never the right one',
    async (classes) => {
      const rows = 2000;
      const sharp = normals('sharp', rows * classes, 8); // some read-outs are quite sure
      const random = randomStream(1, 'hard');
      const right = Array.from({ length: rows }, () => random.integer(classes));
      const program: Program = {
        name: 'hard negatives',
        inputs: { sharp: [rows, classes], labels: [rows, classes], uniform: [rows, 1] },
        build: (ops, { sharp: logits, labels, uniform }) => {
          const probabilities = ops.softmax(logits as Tensor);
          return { picked: sampleWrongLabels(ops, probabilities, labels as Tensor, uniform as Tensor) };
        },
      };
      const labels = oneHotRows(Uint8Array.from(right), classes);
      const uniform = Float32Array.from({ length: rows }, () => random.uniform());
      const { picked } = await runProgram(engine, program, { sharp, labels, uniform });
      const wrong = right.filter((label, row) => {
        const values = picked?.subarray(row * classes, (row + 1) * classes) ?? [];
        const [ones, zeros] = [1, 0].map((wanted) => values.filter((value) => value === wanted).length);
        return ones !== 1 || zeros !== classes - 1 || values[label] !== 0;
      });
      expect(wrong).toEqual([]);
    },
  );

  test.each(['hinton', 'article', 'recurrent'])('replays the golden trace of the %s recipe', async (name) => {
    const file = `${name}.json`;
    const trace = parseGoldenTrace(file, JSON.parse(await readFile(join(golden, file), 'utf8')));
    const result = await replay(trace, engine);
    expect(result.compared).toBeGreaterThan(1000);
    if (exact) expect(result.maxAbsoluteDifference).toBeLessThanOrEqual(1e-9);
    else expect(result.maxRelativeDifference).toBeLessThanOrEqual(1e-4);
  });

  test.each(named([...stateCases, ...stepCases]))(
    'a loop gives what as many runs give, however its turns are shared out: %s',
    async (_, { program, inputs }) => {
      const state = new Set(program.state);
      const perTurn = Object.keys(program.inputs).filter(
        (name) => !state.has(name) && !/weights|bias/.test(name),
      );
      const tolerance = engine.device.deterministic ? 0 : 1e-5;
      const runs = await runLoop(engine, program, perTurn, inputs, 'one run per turn');
      for (const calls of [[4], [1, 3], [2, 1, 1]]) {
        const loop = await runLoop(engine, program, perTurn, inputs, calls);
        expect(loop).toHaveLength(4 + 1);
        loop.forEach((left, turn) => expect(tooFar(runs[turn] ?? {}, left, tolerance)).toEqual({}));
      }
    },
  );

  test.skipIf(!engine.device.deterministic)('gives the same bits on a second run', async () => {
    for (const { program, inputs } of stepCases) {
      const first = bitsOf(await runProgram(engine, program, inputs, 2));
      expect(bitsOf(await runProgram(engine, program, inputs, 2))).toEqual(first);
    }
  });

  test('inputs stay valid after a run, but for the state', async () => {
    const [{ program, inputs }] = stateCases as [ProgramCase];
    const compiled = await engine.compile(program);
    const held = uploadAll(engine, program, inputs);
    const outputs = await compiled.run(held);
    expect(Object.keys(outputs)).toEqual(Object.keys(compiled.outputs));
    const { x, y } = held as { x: EngineTensor; y: EngineTensor };
    expect(await engine.download(y)).toEqual(engineNumbers(engine, inputs['y']));
    await expect(async () => engine.download(x)).rejects.toThrow('released');
    await expect(async () => compiled.run(held)).rejects.toThrow('released');
    engine.release([y, ...Object.values(outputs)]);
    await compiled.dispose();
  });

  test('a loop uses up the state it started from and keeps the rest', async () => {
    const [{ program, inputs }] = stateCases as [ProgramCase];
    const loop = await engine.compileLoop(program, []);
    const held = uploadAll(engine, program, inputs);
    const { state } = await loop.run(held, 3, () => ({}));
    const { x, y } = held as { x: EngineTensor; y: EngineTensor };
    expect(Object.keys(state)).toEqual(['x']);
    await expect(async () => engine.download(x)).rejects.toThrow('released');
    await expect(async () => loop.run(held, 1, () => ({}))).rejects.toThrow('released');
    expect(await engine.download(y)).toEqual(engineNumbers(engine, inputs['y']));
    engine.release([y, ...Object.values(state)]);
    await loop.dispose();
  });

  test('a loop refuses a turn that brings nothing or too little', async () => {
    const [{ program, inputs }] = stateCases as [ProgramCase];
    const loop = await engine.compileLoop(program, ['y']);
    const { x } = uploadAll(engine, program, inputs) as { x: EngineTensor };
    await expect(async () => loop.run({ x }, 1, () => ({}))).rejects.toThrow('y');
    await expect(async () => loop.run({ x }, 1, () => ({ y: new Float32Array(3) }))).rejects.toThrow(
      '3 numbers',
    );
    await loop.dispose();
  });

  test('a released tensor cannot be used or released again', async () => {
    const tensor = engine.upload(Float32Array.of(1, 2), [2]);
    engine.release([tensor]);
    await expect(async () => engine.download(tensor)).rejects.toThrow('released');
    expect(() => engine.release([tensor])).toThrow('released');
  });

  test('results keep their numbers when inputs are released and their memory is used anew', async () => {
    const { program, inputs } = passedOn;
    const compiled = await engine.compile(program);
    const held = uploadAll(engine, program, inputs);
    const outputs = await compiled.run(held);
    engine.release(Object.values(held));
    const others = [1, 2, 3].map((value) => engine.upload(new Float32Array(6).fill(value), [2, 3]));
    expect(await downloadAll(engine, outputs)).toEqual({ result: engineNumbers(engine, inputs['a']) });
    engine.release([...others, ...Object.values(outputs)]);
    await compiled.dispose();
  });

  test('copies on the way in and on the way out', async () => {
    const source = Float32Array.of(1, 2, 3);
    const tensor = engine.upload(source, [3]);
    source.fill(9);
    const copy = await engine.download(tensor);
    copy.fill(7);
    expect(await engine.download(tensor)).toEqual(engineNumbers(engine, Float32Array.of(1, 2, 3)));
    engine.release([tensor]);
  });

  test('refuses inputs that are missing or of another shape, and tensors of another engine', async () => {
    const [{ program }] = stateCases as [ProgramCase];
    const compiled = await engine.compile(program);
    const [x, y] = [engine.upload(new Float32Array(16), [4, 4]), engine.upload(new Float32Array(16), [2, 8])];
    const foreign = { shape: [4, 4] };
    await expect(async () => compiled.run({ x })).rejects.toThrow('misses input y');
    await expect(async () => compiled.run({ x, y })).rejects.toThrow('wants y as [4,4], not [2,8]');
    await expect(async () => compiled.run({ x, y: foreign })).rejects.toThrow('another engine');
    expect(() => engine.upload(new Float32Array(3), [2])).toThrow('does not hold 3 numbers');
    engine.release([x, y]);
    await compiled.dispose();
  });

  test('refuses programs whose shapes do not fit', async () => {
    const build = (make: Parameters<typeof shapedProgram>[0]) => engine.compile(shapedProgram(make));
    await expect(async () => build((ops, a) => ops.matMul(a, a))).rejects.toThrow('does not fit');
    await expect(async () => build((ops, a) => ops.add(a, ops.fill(0, [2])))).rejects.toThrow(
      'do not broadcast',
    );
    await expect(async () => build((ops, a) => ops.sum(a, 2))).rejects.toThrow('axis 2');
    await expect(async () => build((ops, a) => ops.slice(a, 0, 1, 3))).rejects.toThrow('outside');
    await expect(async () => build((ops, a) => ops.concat([a, ops.fill(0, [1, 2])], 0))).rejects.toThrow(
      'does not fit',
    );
    await expect(async () => build((ops, a) => ops.reshape(a, [7]))).rejects.toThrow();
    await expect(async () => build((ops) => ops.constant([1], [2]))).rejects.toThrow();
    await expect(async () => build((ops, a) => ops.batchedMatMul(a, a))).rejects.toThrow('three axes');
    await expect(async () => build((ops, a) => ops.gather(a, 1, [0, 3]))).rejects.toThrow('outside 0..3');
    await expect(async () => build((ops, a) => ops.transpose(a, [0, 0]))).rejects.toThrow('not an order');
    await expect(async () => build((ops, a) => ops.kthLargest(a, 4))).rejects.toThrow('number 4');
  });
}

/** Cases with their names first, as test.each shows them. */
function named(cases: readonly ProgramCase[]): [string, ProgramCase][] {
  return cases.map((each) => [each.program.name, each]);
}

/** A program with one input [2, 3]. */
function shapedProgram(make: (ops: typeof referenceOps, a: ReturnType<typeof referenceOps.fill>) => object) {
  type Made = ReturnType<typeof referenceOps.fill>;
  return {
    name: 'shapes',
    inputs: { a: [2, 3] },
    build: (ops: typeof referenceOps, tensors: Readonly<Record<string, Made>>) => ({
      result: make(ops, tensors['a'] as Made) as Made,
    }),
  };
}

/** Numbers in the engine's own precision. */
function engineNumbers(
  engine: Engine,
  values: Float32Array = new Float32Array(0),
): Float32Array | Float64Array {
  return engine.device.precision === 'float64' ? Float64Array.from(values) : values;
}
