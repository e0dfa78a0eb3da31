/**
 * `npm run -s fuzz -- --seconds 60`: gives the program whatever means ill, and shows that all of it is taken or refused in
 * words while nobody else waits: see fuzz/campaign.ts. `--seed N`, `--cases N`, `--json`,
 * `--slowest MS` on a machine that is busy with other work; `--only TARGET --first N --cases 1`
 * is one case again. Exit codes: 0 all held, 1 something did not, 2 it was not called rightly.
 */

import { parseArgs } from 'node:util';

import { reasonOf } from '../src-shared/base/errors.ts';
import { runCampaign } from './fuzz/campaign.ts';
import type { CampaignOptions, CampaignReport } from './fuzz/campaign.ts';
import { mostMemoryBytes, slowestAnswerMs, wordFuzzReport } from './fuzz/report.ts';

/** Throws what is wrong with them. */
function readArguments(): CampaignOptions & { readonly json: boolean; readonly slowest: number } {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      cases: { type: 'string', default: '1000000000' },
      seed: { type: 'string', default: '1' },
      first: { type: 'string', default: '0' },
      slowest: { type: 'string', default: String(slowestAnswerMs) },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const number = (name: 'seconds' | 'cases' | 'seed' | 'first' | 'slowest'): number => {
    if (!/^\d{1,12}$/.test(values[name])) throw new Error(`--${name} must be a whole number`);
    return Number(values[name]);
  };
  return {
    seconds: number('seconds'),
    cases: number('cases'),
    seed: number('seed'),
    first: number('first'),
    only: values.only ?? null,
    slowest: number('slowest'),
    json: values.json,
  };
}

function held({ faults, host }: CampaignReport, slowest: number): boolean {
  const { mostBytes, restBytes, slowestMs } = host;
  return faults.length === 0 && mostBytes - restBytes < mostMemoryBytes && slowestMs < slowest;
}

try {
  const { json, slowest, ...options } = readArguments();
  const report = await runCampaign(options);
  process.stdout.write(`${json ? JSON.stringify(report, null, 2) : wordFuzzReport(report)}\n`);
  process.exitCode = held(report, slowest) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exitCode = 2;
}
