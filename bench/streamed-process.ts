/**
 * Steps of one net over images that stay in their file, in turns with steps of the same net over the same images in memory:
 * two nets would differ by more than the reading, by where their memory happens to lie.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseSpec } from '../src-shared/spec/experiment-spec.ts';
import { createPart } from '../src-shared/spec/part.ts';
import { catalogue } from '../src-main/core/catalogue.ts';
import { copyBytes, wholeOf } from '../src-main/core/dataset/bytes.ts';
import type { Bytes } from '../src-main/core/dataset/bytes.ts';
import { publishedNames, readIdxPool } from '../src-main/core/dataset/idx-dataset.ts';
import { datasetParts } from '../src-main/core/dataset/index.ts';
import { engineKinds } from '../src-main/core/engine/index.ts';
import { SteppingNet } from './step-fixture.ts';
import type { StreamedAnswer, StreamedOrder } from './streamed.ts';
import { ratiosOf, spreadOf, timed } from './turns.ts';

const order = JSON.parse(process.argv[2] ?? '') as StreamedOrder;
const { folder, images, preset, threads, rounds, block } = order;

const path = new URL(`../resources/presets/${preset}.json`, import.meta.url);
const draft = JSON.parse(readFileSync(path, 'utf8')) as { readonly dataset: object };
const spec = parseSpec(catalogue, {
  ...draft,
  dataset: { ...draft.dataset, trainExamples: images, validationExamples: 0, testExamples: 0 },
});
const pool = await readIdxPool({
  name: 'images of the bench',
  classNames: Array.from({ length: 10 }, (_, label) => String(label)),
  files: {
    trainImages: join(folder, publishedNames.trainImages),
    trainLabels: join(folder, publishedNames.trainLabels),
  },
  remedy: 'They are written beforehand.',
});
const dataset = createPart(datasetParts, spec.dataset).split(pool);
const { splits } = dataset;
const inFile = splits.train.pixels;
if (inFile instanceof Uint8Array) throw new Error(`${images} images are so few that they are kept in memory`);

/** Where the images of the next steps come from. */
let source: Bytes = inFile;
const pixels: Bytes = {
  length: inFile.length,
  subarray: (begin, end) => source.subarray(begin, end),
  read: (begin, into) => copyBytes(source, begin, into),
};
const engine = await engineKinds.get('onnx').open({ threads, device: 'cpu' });
const net = new SteppingNet(
  spec,
  { ...dataset, splits: { ...splits, train: { ...splits.train, pixels } } },
  engine,
);

const perStep = async (): Promise<number> => (await timed(() => net.run(block))) / block;
for (let round = 0; round < rounds; round += 1) await perStep();
const megabytes = process.resourceUsage().maxRSS / 1000;
const inMemory = wholeOf(inFile);
const [fromFile, fromMemory]: [number[], number[]] = [[], []];
for (let round = 0; round < rounds; round += 1) {
  for (const times of round % 2 === 0 ? [fromFile, fromMemory] : [fromMemory, fromFile]) {
    source = times === fromFile ? inFile : inMemory;
    times.push(await perStep());
  }
}
await engine.dispose();
const answer: StreamedAnswer = {
  fileMilliseconds: spreadOf(fromFile),
  memoryMilliseconds: spreadOf(fromMemory),
  ratio: ratiosOf(fromFile, fromMemory),
  megabytes,
};
process.stdout.write(JSON.stringify(answer));
