/**
 * Kills real hosts and training services at random moments, and shows that nothing is lost: see faults/campaign.ts.
 * `npm run -s faults -- --kills 1000 --seed 3 --json`. Exit codes: 0 nothing was lost, 1 something was lost or
 * differed, 2 it was not called rightly.
 */

import { parseArgs } from 'node:util';

import { reasonOf } from '../src-shared/base/errors.ts';
import { runCampaign } from './faults/campaign.ts';
import { wordReport } from './faults/report.ts';

interface Arguments {
  readonly kills: number;
  readonly seed: number;
  readonly json: boolean;
}

/** Throws what is wrong with them. */
function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    kills: wholeNumber('kills', values.kills),
    seed: wholeNumber('seed', values.seed),
    json: values.json,
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`--${name} must be a whole number`);
  return Number(text);
}

async function main({ kills, seed, json }: Arguments): Promise<number> {
  const report = await runCampaign({
    kills,
    seed,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${json ? JSON.stringify(report, null, 2) : wordReport(report)}\n`);
  return report.problems.length === 0 ? 0 : 1;
}

let options: Arguments | null = null;
try {
  options = readArguments();
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
}
process.exitCode = options === null ? 2 : await main(options);
