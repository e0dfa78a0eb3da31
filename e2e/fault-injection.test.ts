/** Nothing is lost, whatever is killed: 50 kills here; `npm run -s faults -- --kills 1000` for as many as you like. */

import { expect, test } from 'vitest';

import { runCampaign } from './faults/campaign.ts';
import { victims } from './faults/host-process.ts';
import { wordReport } from './faults/report.ts';

test.skipIf(process.platform === 'win32')(
  'killed 50 times at any moment, runs end with the bits of an uninterrupted one, and nothing is lost',
  { timeout: 400_000 },
  async ({ annotate }) => {
    const report = await runCampaign({ kills: 50, seed: 1, onProgress: () => {} });
    await annotate(wordReport(report));
    expect(report.problems).toEqual([]);
    expect(report.kills).toBe(50);
    expect(victims.filter((victim) => report.byVictim[victim] < 5)).toEqual([]);
    expect(report.completedRuns).toBeGreaterThan(3);
  },
);
