/**
 * Makes the bundled sample project anew: trains three seeds of a small net by Hinton's recipe and one configuration whose
 * units die, all on MNIST, and writes each run as an archive into resources/sample. Takes a few minutes.
 *
 *   node scripts/make-sample.ts
 */

import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parseSpec } from '../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../src-shared/spec/experiment-spec.ts';
import { catalogue } from '../src-main/core/catalogue.ts';
import { archiveEnding, archiveName } from '../src-main/service/archive/archive-format.ts';
import { writeArchive } from '../src-main/service/archive/write-archive.ts';
import { createWorkbench } from '../src-main/service/create-workbench.ts';
import type { Workbench } from '../src-main/service/create-workbench.ts';
import { readPreset } from '../src-main/service/presets.ts';
import { sourceResources } from '../src-main/service/resources.ts';
import { programVersion } from '../src-main/host/node/program-version.ts';
import { runFolder } from '../src-main/store/data-folder.ts';
import { nodeEntries, spawnNode } from '../src-main/child/spawn-node.ts';

/** What ships has to stay small. */
const mostBytes = 1.5e6;

interface SampleRun {
  readonly spec: ExperimentSpec;
  readonly preset: string;
  readonly notes: string;
}

const sizes = [100, 100];
const measures = { everySteps: 100, everyEpochs: 1, examples: 5000 };
/** The engine that every machine has, so that the runs can be looked into and resumed anywhere. */
const engine = { kind: 'onnx', device: 'cpu' };

/** Three seeds of a recipe that works. */
function goodRuns(): SampleRun[] {
  const draft = readPreset('quick-start') as object;
  const layers = sizes.map((units) => ({ kind: 'dense', units }));
  return [1, 2, 3].map((seed) => ({
    preset: 'quick-start',
    notes: 'Sample: the quick start with two small layers, one of three seeds.',
    spec: parseSpec(catalogue, { ...draft, name: 'sample, small net', seed, layers, measures, engine }),
  }));
}

/** Adam at 0.03 in batches of 128 on inputs of unit length: within the first steps most units fall silent for ever. */
function badRun(): SampleRun {
  const draft = readPreset('popular-example') as object;
  return {
    preset: 'popular-example',
    notes:
      'Sample: deliberately bad. A large learning rate of Adam on small batches, inputs of unit length and a low threshold for the sum of squares kill most units in the first steps; see "dead units" and the activities.',
    spec: parseSpec(catalogue, {
      ...draft,
      name: 'sample, dying units',
      seed: 1,
      layers: sizes.map((units) => ({ kind: 'dense', units, initial: 'uniform' })),
      goodness: { kind: 'sum-of-squares' },
      negatives: { kind: 'uniform' },
      training: { kind: 'together', epochs: 4, batchSize: 128, shuffled: true },
      measures,
      engine,
    }),
  };
}

const dataFolder = await mkdtemp(join(tmpdir(), 'ffwb-sample-'));
const target = join(sourceResources, 'sample');
const version = programVersion();
const workbench = await createWorkbench({
  dataFolder,
  slots: 1,
  spawn: spawnNode(nodeEntries.training),
  version,
});
try {
  const archives: { name: string; bytes: Uint8Array }[] = [];
  for (const sample of [...goodRuns(), badRun()]) archives.push(await archiveOf(sample, workbench));
  await replace(archives);
} finally {
  await workbench.close();
  await rm(dataFolder, { recursive: true, force: true });
}

async function archiveOf(sample: SampleRun, { runs, store }: Workbench) {
  const { spec, preset, notes } = sample;
  const runId = await runs.createRun({ spec, preset, tags: ['sample'] });
  await runs.start(runId);
  const run = await runs.wait(runId);
  if (run.status !== 'completed') throw new Error(`${spec.name}, seed ${spec.seed}, is ${run.status}`);
  await store.rewrite(runId, 'notes', { from: '', to: notes });
  const { bytes } = await writeArchive(await store.exportRun(runId), runFolder(dataFolder, runId), version);
  if (bytes.length > mostBytes) throw new Error(`${spec.name} makes an archive of ${bytes.length} bytes`);
  const error = run.errors?.test?.goodness ?? NaN;
  console.log(`${runId} ${spec.name}, seed ${spec.seed}: test error ${error}, ${bytes.length} bytes`);
  return { name: archiveName(run, archiveEnding), bytes };
}

/** All or none: only once every run is there do the old archives go. */
async function replace(archives: readonly { name: string; bytes: Uint8Array }[]): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const name of await readdir(target)) if (name.endsWith(archiveEnding)) await rm(join(target, name));
  for (const { name, bytes } of archives) await writeFile(join(target, name), bytes);
}
