/**
 * What surrounds a run: enough to explain a difference between two machines. No names of hosts or users and no paths,
 * because runs are shared.
 */

import { createRequire } from 'node:module';
import os from 'node:os';

import type { RunEnvironment } from '../../src-shared/views/run-view.ts';

/** Packages whose version can change a number or a speed. Those that are not installed are left out. */
const reportedPackages = [
  'onnxruntime-node',
  '@tensorflow/tfjs-node-gpu',
  '@tensorflow/tfjs-core',
  'better-sqlite3',
];

/** `workbench`: this program's version. */
export function captureEnvironment(workbench: string): RunEnvironment {
  return {
    workbench,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    packages: versionsOf(reportedPackages),
  };
}

function versionsOf(names: readonly string[]): Record<string, string> {
  const require = createRequire(import.meta.url);
  const versions: Record<string, string> = {};
  for (const name of names) {
    try {
      versions[name] = (require(`${name}/package.json`) as { version: string }).version;
    } catch {
      // Not installed, or it does not say.
    }
  }
  return versions;
}
