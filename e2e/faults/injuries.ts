/** Damage done to a run's folder while nothing is trained there, as disks and power cuts do it. */

import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { partialFileName, checkpointFileName } from '../../src-main/store/checkpoint-files.ts';
import { runFolder } from '../../src-main/store/data-folder.ts';
import type { RandomStream } from '../../src-shared/base/random.ts';
import type { RunDetail } from '../../src-shared/views/run-view.ts';

export const injuryKinds = ['half-written', 'truncated', 'flipped'] as const;
export type InjuryKind = (typeof injuryKinds)[number];

export interface Injury {
  readonly kind: InjuryKind;
  /** The checkpoint that must be reported as damaged; null: none is. */
  readonly damagedFile: string | null;
}

/** Returns null when there is nothing yet to injure. */
export function injure(
  folder: string,
  run: RunDetail,
  kind: InjuryKind,
  random: RandomStream,
): Injury | null {
  const [newest] = run.checkpoints;
  if (newest === undefined) return null;
  const files = runFolder(folder, run.runId);
  const file = join(files, newest.file);
  if (kind === 'half-written') {
    const partial = join(files, partialFileName(checkpointFileName(newest.step + 1 + random.integer(50))));
    copyFileSync(file, partial);
    truncateSync(partial, random.integer(newest.bytes));
    return { kind, damagedFile: null };
  }
  if (kind === 'truncated') truncateSync(file, random.integer(newest.bytes));
  else flipBit(file, random);
  return { kind, damagedFile: newest.file };
}

function flipBit(file: string, random: RandomStream): void {
  const bytes = readFileSync(file);
  const at = random.integer(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8));
  writeFileSync(file, bytes);
}
