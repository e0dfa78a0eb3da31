import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

import type { IntelMacReport } from './fixtures/intel-mac.ts';

test(
  'on a Mac with an Intel processor it says that onnxruntime has no build, and trains with what is left',
  { timeout: 120_000 },
  async () => {
    const script = join(import.meta.dirname, 'fixtures/intel-mac.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script]);
    const { reasons, engine, warnings } = JSON.parse(stdout) as IntelMacReport;
    expect(reasons['onnx']).toMatch(
      /^onnxruntime's npm package has no build for Macs with an Intel processor; /,
    );
    // TensorFlow, where it is set up on the machine that runs the test.
    expect(engine).toBe(reasons['tensorflow'] === null ? 'tensorflow' : 'reference');
    if (engine === 'reference')
      expect(warnings).toEqual([expect.stringMatching(/^No fast engine loads on this computer, so /)]);
  },
);
