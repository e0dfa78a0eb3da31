/**
 * The `webgpu` device without a GPU: on SwiftShader, the software Vulkan driver that Debian's `chromium` brings. Very
 * slow, so on tiny shapes and few of them; FFWB_WEBGPU_TEST=all runs every case (minutes).
 */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

import type { WebgpuReport } from './fixtures/webgpu-conformance.ts';

const drivers = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib64/chromium-browser/vk_swiftshader_icd.json',
];
const driver = process.env['VK_DRIVER_FILES'] ?? drivers.find((file) => existsSync(file));
const everything = process.env['FFWB_WEBGPU_TEST'] === 'all';
const timeLimitMs = everything ? 600_000 : 150_000;
const title = 'computes on a webgpu device what the reference computes';

if (driver === undefined) test.skip(`${title}: no SwiftShader driver (apt-get install chromium libvulkan1)`);
else {
  test(title, { timeout: timeLimitMs + 5_000 }, async (context) => {
    const script = join(import.meta.dirname, 'fixtures/webgpu-conformance.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, everything ? 'all' : 'some'], {
      env: { ...process.env, VK_DRIVER_FILES: driver },
      timeout: timeLimitMs,
    });
    const report = JSON.parse(stdout) as WebgpuReport;
    if (report.unavailable !== null) context.skip(report.unavailable);
    expect(report).toMatchObject({ device: expect.stringContaining('webgpu') as string, different: {} });
    expect(report.compared).toBeGreaterThan(1);
  });
}
