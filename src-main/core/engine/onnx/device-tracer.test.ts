import fc from 'fast-check';
import { expect, test } from 'vitest';

import { assertDefined } from '../../../../src-shared/base/assert.ts';
import type { Program } from '../engine.ts';
import { runProgram } from '../fixtures/run-program.ts';
import { referenceEngine } from '../reference/reference-engine.ts';
import { DeviceTracer } from './device-tracer.ts';
import { openOnnxFile } from './fixtures/open-onnx-file.ts';
import { encodeModel } from './onnx-model.ts';
import { traceProgram } from './tracer.ts';

const count = 64;
const program: Program = {
  name: 'rounding',
  inputs: { a: [count] },
  build: (ops, { a }) => ({ rounded: ops.round(assertDefined(a, 'a')) }),
};

test('rounding without its own operator rounds halves to the even number, as the definition does', async () => {
  const { graph, outputs } = traceProgram(program, new DeviceTracer());
  expect(graph.nodes.filter(({ operator }) => operator === 'Round')).toEqual([]);
  const [reference, file] = [
    await referenceEngine.open({ threads: 1, device: 'cpu' }),
    await openOnnxFile(encodeModel(graph)),
  ];
  const halves = fc.integer({ min: -9, max: 9 }).map((value) => value / 2);
  const floats = fc.float({ min: -(2 ** 24), max: 2 ** 24, noNaN: true });
  const numbers = fc.array(fc.oneof(halves, floats), { minLength: count, maxLength: count });
  await fc.assert(
    fc.asyncProperty(numbers, async (values) => {
      const a = Float32Array.from(values);
      const expected = await runProgram(reference, program, { a });
      const found = (await file.run('a', a, [count]))[assertDefined(outputs['rounded'], 'rounded').name];
      // A sum with 0: that -0 comes out as 0 is no difference.
      expect([...assertDefined(found, 'rounded').data].map((value) => value + 0)).toEqual(
        [...assertDefined(expected['rounded'], 'rounded')].map((value) => value + 0),
      );
    }),
    { numRuns: 50 },
  );
  await file.close();
});
