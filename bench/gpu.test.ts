/**
 * The report on a GPU, made without one: on SwiftShader, of a net as small as can be. FFWB_WEBGPU_TEST=all trains 10,000
 * steps and replays every golden trace (a quarter of an hour on a quiet machine of two cores).
 */

import { expect, test } from 'vitest';

import { howToGetDriver, softwareDriver } from '../src-main/core/engine/onnx/fixtures/software-driver.ts';
import { examineApart } from './gpu.ts';
import type { DeviceOrder } from './gpu-device.ts';

const everything = process.env['FFWB_WEBGPU_TEST'] === 'all';
const title = 'a device trains like the CPU, moves no weights, and fills no memory';

const order: DeviceOrder = {
  engine: 'onnx',
  device: 'webgpu',
  threads: 1,
  traces: everything ? ['hinton', 'article', 'recurrent'] : [],
  small: { sizes: [784, 10], batch: 4, steps: everything ? 10_000 : 40 },
  timing: { sizes: [784, 10, 10], batch: 4, rounds: 1, block: 1 },
  peer: null,
};

test.skipIf(softwareDriver === null)(
  `${title}${softwareDriver === null ? `: ${howToGetDriver}` : ''}`,
  { timeout: everything ? 3_600_000 : 300_000 },
  async (context) => {
    const report = await examineApart(order, { VK_DRIVER_FILES: softwareDriver ?? '' });
    if (report.device === null) context.skip(report.fault ?? 'no device');
    expect(report.fault).toBeNull();
    for (const { maxRelativeDifference } of report.conformance)
      expect(maxRelativeDifference).toBeLessThanOrEqual(1e-4);
    const { maxRelativeDifference, residentBytes, traffic } = report.training ?? {};
    expect(maxRelativeDifference).toBeLessThanOrEqual(1e-4);
    expect((residentBytes?.late ?? Infinity) - (residentBytes?.early ?? 0)).toBeLessThan(64 * 1024 * 1024);
    for (const step of [traffic, report.step?.traffic])
      expect(step).toMatchObject({ toDevice: step?.brought, fromDevice: 0 });
  },
);

test('a device that is not there is a finding with its reason', async () => {
  const report = await examineApart({ ...order, device: 'abacus' });
  expect(report).toMatchObject({
    engine: 'onnx',
    wanted: 'abacus',
    device: null,
    training: null,
    step: null,
  });
  expect(report.fault).toContain('no "abacus" provider');
});

test('a process that crashes is a finding too', async () => {
  const report = await examineApart(order, { NODE_OPTIONS: '--no-such-option' });
  expect(report.fault).toBe('The process that looked into it ended with code 9.');
});
