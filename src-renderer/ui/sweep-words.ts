/** What sweeps are and how far they have come, in the window's words. */

import type { PointState } from '../../src-shared/views/sweep-results.ts';
import type { SweepStatus, SweepSummary } from '../../src-shared/views/sweep-view.ts';
import { number } from './format.ts';

export const statusWords: Readonly<Record<SweepStatus, string>> = {
  running: 'at work',
  stopped: 'stopped',
  completed: 'completed',
};

export const methodWords: Readonly<Record<SweepSummary['method'], string>> = {
  grid: 'Grid',
  random: 'Random',
  sobol: 'Sobol',
  halving: 'Successive halving',
};

export const stateWords: Readonly<Record<PointState, string>> = {
  waiting: 'waits',
  training: 'trains',
  done: 'done',
  failed: 'failed',
  stopped: 'stopped',
  'set-aside': 'set aside',
};

/** "12 of 24 runs completed, 2 train, 1 failed"; in a column of runs without saying what they are. */
export function progressWords(
  { made, runs, method }: Pick<SweepSummary, 'made' | 'runs' | 'method'>,
  what = '',
): string {
  const most = method === 'halving' ? 'at most ' : '';
  const training = (made.running ?? 0) + (made.paused ?? 0);
  const failed = made.failed ?? 0;
  return [
    `${number(made.completed ?? 0)} of ${most}${number(runs)}${what}`,
    ...(training > 0 ? [`${number(training)} ${training === 1 ? 'trains' : 'train'}`] : []),
    ...(failed > 0 ? [`${number(failed)} failed`] : []),
  ].join(', ');
}
