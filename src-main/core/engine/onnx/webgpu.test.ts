/**
 * The `webgpu` device without a GPU: on SwiftShader, the software Vulkan driver that Debian's `chromium` brings. Very
 * slow, so on tiny shapes and few of them; FFWB_WEBGPU_TEST=all runs every case (minutes).
 */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

import { howToGetDriver, softwareDriver } from './fixtures/software-driver.ts';
import type { WebgpuReport } from './fixtures/webgpu-conformance.ts';

const everything = process.env['FFWB_WEBGPU_TEST'] === 'all';
const timeLimitMs = everything ? 600_000 : 150_000;
const titles = {
  conformance: 'computes on a webgpu device what the reference computes',
  sideBySide: 'two threads of a process train on one webgpu device at once',
};

/** What a script of fixtures/ prints. */
async function outputOf(script: string, driver: string, ...given: readonly string[]): Promise<unknown> {
  const file = join(import.meta.dirname, 'fixtures', script);
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...given], {
    env: { ...process.env, VK_DRIVER_FILES: driver },
    timeout: timeLimitMs,
  });
  return JSON.parse(stdout);
}

if (softwareDriver === null) {
  for (const title of Object.values(titles)) test.skip(`${title}: ${howToGetDriver}`);
} else {
  const driver = softwareDriver;
  test(titles.conformance, { timeout: timeLimitMs + 5_000 }, async (context) => {
    const which = everything ? 'all' : 'some';
    const report = (await outputOf('webgpu-conformance.ts', driver, which)) as WebgpuReport;
    if (report.unavailable !== null) context.skip(report.unavailable);
    expect(report).toMatchObject({
      device: expect.stringContaining('webgpu') as string,
      different: {},
      broken: [],
    });
    expect(report.compared).toBeGreaterThan(1);
  });

  test(titles.sideBySide, { timeout: timeLimitMs + 5_000 }, async () => {
    const [first, second] = (await outputOf('webgpu-side-by-side.ts', driver)) as number[][];
    expect(first).toHaveLength(16);
    expect(second).toEqual(first);
  });
}
