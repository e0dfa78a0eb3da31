/** A folder of run archives to import, of runs that were never trained: each with curves, films and a checkpoint. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';

import { randomStream } from '../../src-shared/base/random.ts';
import { parseSpec } from '../../src-shared/spec/experiment-spec.ts';
import { catalogue } from '../../src-main/core/catalogue.ts';
import { writeArchive } from '../../src-main/service/archive/write-archive.ts';
import { readPreset } from '../../src-main/service/presets.ts';
import { writeCheckpoint } from '../../src-main/store/checkpoints.ts';
import { runFolder } from '../../src-main/store/data-folder.ts';
import { openRunStore } from '../../src-main/store/open.ts';
import { seedPlans } from './seed-plans.ts';
import { seedStore } from './seed-store.ts';

/** Of a checkpoint: those of a small net with its optimizer's. */
const weights = 180_000;

/** Returns the archives' paths. */
export async function seedArchives(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const from = mkdtempSync(join(os.tmpdir(), 'ffwb-seed-'));
  try {
    const runIds = await seedStore(from, seedPlans.archives);
    const store = await openRunStore(from);
    // What is imported has to be an experiment that can be trained.
    const base = parseSpec(catalogue, readPreset('quick-start'));
    const files: string[] = [];
    for (const [index, runId] of runIds.entries()) {
      const record = store.exportRun(runId);
      const { step, epoch, trainSeconds } = record.detail;
      const random = randomStream(7, 'weights', index);
      const data = Float32Array.from({ length: weights }, () => random.normal() / 30);
      const tensors = { 'layer1/weights': { shape: [weights], data } };
      const written = await writeCheckpoint(runFolder(from, runId), { step, epoch, trainSeconds, tensors });
      const spec = { ...base, name: record.detail.name, seed: index };
      const detail = { ...record.detail, spec, checkpoints: [{ step, epoch, trainSeconds, ...written }] };
      const { bytes } = await writeArchive({ ...record, detail }, runFolder(from, runId), '0.1.0');
      rmSync(runFolder(from, runId), { recursive: true });
      files.push(join(folder, `${runId}.ffrun`));
      writeFileSync(files.at(-1) as string, bytes);
    }
    store.close();
    return files;
  } finally {
    rmSync(from, { recursive: true, force: true });
  }
}
