import os from 'node:os';

import { expect, test } from 'vitest';

import { captureEnvironment } from './environment.ts';

test('the environment explains a machine and names nobody', () => {
  const environment = captureEnvironment('1.2.3');
  expect(environment).toMatchObject({
    workbench: '1.2.3',
    node: process.versions.node,
    cores: os.availableParallelism(),
    packages: { 'onnxruntime-node': expect.stringMatching(/^\d+\.\d+/) as string },
  });
  const text = JSON.stringify(environment);
  for (const secret of [os.homedir(), process.cwd(), os.userInfo().username, os.hostname()]) {
    if (secret.length > 3) expect(text).not.toContain(secret);
  }
});
