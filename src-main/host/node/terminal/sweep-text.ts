/** Sweeps in words, for people at a terminal. */

import { wordOf } from '../../../../src-shared/spec/sweep-points.ts';
import { answerLabel } from '../../../../src-shared/views/answer-names.ts';
import { confidenceOf, foldSweep, rankedPoints } from '../../../../src-shared/views/sweep-results.ts';
import type { PointState, SweepPoint } from '../../../../src-shared/views/sweep-results.ts';
import type { SweepDetail, SweepSummary } from '../../../../src-shared/views/sweep-view.ts';
import { absent, formatFraction, formatTime } from './quantities.ts';
import { formatTable } from './table.ts';

/** Of more points the best so many are shown. */
const mostShown = 50;

const stateWords: Readonly<Record<PointState, string>> = {
  waiting: 'waits',
  training: 'trains',
  done: 'done',
  failed: 'failed',
  stopped: 'stopped',
  'set-aside': 'set aside',
};

export function describeSweep(sweep: SweepDetail): string {
  const points = foldSweep(sweep);
  const { readOut } = sweep.spec.objective;
  const head = `${sweep.name} (${sweep.sweepId}) is ${sweep.status}. ${progressOf(sweep)}`;
  const what = readOut === null ? 'validation error' : `validation error, ${answerLabel(readOut)}`;
  const axes = Object.keys(sweep.spec.axes);
  const columns = [
    ...axes.map((title) => ({ title, right: true })),
    { title: what, right: true },
    { title: '95 % within', right: true },
    { title: 'seeds', right: true },
    { title: 'epochs', right: true },
    { title: 'state' },
  ];
  const shown = rankedPoints(points).slice(0, mostShown);
  const more = points.length - shown.length;
  return [
    sweep.note === null ? head : `${head} ${sweep.note}`,
    formatTable(columns, shown.map(cellsOf)),
    ...(more > 0 ? [`and ${more} more; --json tells all of them.`] : []),
  ].join('\n');
}

function cellsOf({ values, objective, epoch, state }: SweepPoint): string[] {
  const confidence = objective === null ? null : confidenceOf(objective);
  return [
    ...values.map(wordOf),
    formatFraction(objective?.mean),
    confidence === null ? absent : `± ${formatFraction(confidence)}`,
    String(objective?.n ?? 0),
    String(epoch),
    stateWords[state],
  ];
}

export function progressOf({ made, runs, method }: SweepSummary): string {
  const ended = made.completed ?? 0;
  const failed = made.failed ?? 0;
  const most = method === 'halving' ? 'at most ' : '';
  const told = `${ended} of ${most}${runs} runs came to their end`;
  return failed > 0 ? `${told}, ${failed} failed.` : `${told}.`;
}

export function sweepTable(sweeps: readonly SweepSummary[]): string {
  const columns = [
    { title: 'sweep' },
    { title: 'name' },
    { title: 'status' },
    { title: 'method' },
    { title: 'points', right: true },
    { title: 'runs', right: true },
    { title: 'made', right: true },
    { title: 'place' },
    { title: 'begun' },
  ];
  const cells = sweeps.map((sweep) => [
    sweep.sweepId,
    sweep.name,
    sweep.status,
    sweep.method,
    String(sweep.points),
    String(sweep.runs),
    String(sweep.made.completed ?? 0),
    sweep.place,
    formatTime(new Date(sweep.createdAt).toISOString()),
  ]);
  return formatTable(columns, cells);
}
