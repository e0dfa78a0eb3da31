/**
 * How cost grows: a training step by width, depth, batch and classes, a store by runs and by recorded steps. Every point
 * is measured by a process of its own; what is too large for the machine is left out, in words. Nothing else should run
 * meanwhile.
 *
 *   node bench/scaling.ts [--only width,depth,batch,classes,runs,steps] [--out FILE] [--engine onnx] [--threads 2] [--trial]
 *
 * What was measured takes the place of the same growths in FILE (bench/figures/scaling.json), growth by growth;
 * docs/scaling.md is printed from that by `node scripts/print-bench.ts --write`. With --trial sizes and times are small,
 * to try the command with, and without --out everything is printed and nothing written.
 */

import os from 'node:os';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { machineHere } from './figures/machine.ts';
import { readScaling, scalingFile, scalingText, withGrowth } from './figures/scaling-record.ts';
import type { RecordedGrowth } from './figures/scaling-record.ts';
import { spreadInWords } from './figures/figure-words.ts';
import { growthIds, growths } from './scaling/growths.ts';
import type { Growth, Measuring } from './scaling/growths.ts';
import { measureApart } from './scaling/point-process.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: growthIds.join() },
    out: { type: 'string' },
    engine: { type: 'string', default: 'onnx' },
    threads: { type: 'string', default: String(os.availableParallelism()) },
    trial: { type: 'boolean', default: false },
  },
});
const measuring: Measuring = {
  engine: options.engine,
  threads: Number(options.threads),
  ...(options.trial ? { blocks: 2, blockMs: 20 } : { blocks: 7, blockMs: 1000 }),
};
const wanted = options.only.split(',');
const unknown = wanted.filter((id) => !growthIds.some((known) => known === id));
if (unknown.length > 0) {
  process.stderr.write(`nothing grows by ${unknown.join(', ')}; there are ${growthIds.join(', ')}\n`);
  process.exitCode = 2;
} else {
  const file = options.out ?? (options.trial ? null : scalingFile);
  let recorded = file === null ? [] : readScaling(file);
  for (const growth of growths.filter(({ id }) => wanted.includes(id))) {
    recorded = withGrowth(recorded, await measured(growth));
    if (file !== null) writeFileSync(file, scalingText(recorded));
  }
  if (file === null) process.stdout.write(scalingText(recorded));
}

async function measured(growth: Growth): Promise<RecordedGrowth> {
  const points: RecordedGrowth['points'][number][] = [];
  for (const size of options.trial ? growth.trialSizes : growth.sizes) {
    const answer = await measureApart(growth.order(size, measuring));
    points.push({ size, ...answer });
    const told = growth.lines.map(
      ({ name, label, unit }) => `${label} ${spreadInWords(answer.values[name])} ${unit}`,
    );
    process.stderr.write(
      `${growth.axis} ${size}: ${answer.leftOut === null ? told.join(', ') : `left out: ${answer.leftOut}`}\n`,
    );
  }
  return { growth: growth.id, machine: machineHere(measuring.engine, measuring.threads), points };
}
