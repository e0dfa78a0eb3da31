/** Spawns the inspection process for the Node host: a forked Node that runs the same sources. */

import { forkNode } from '../training/spawn-node.ts';
import type { SpawnInspection } from './inspection-process.ts';

/** `entry`: the process's module. */
export function spawnNodeInspection(entry: URL = new URL('./entry.ts', import.meta.url)): SpawnInspection {
  return () => forkNode(entry);
}
