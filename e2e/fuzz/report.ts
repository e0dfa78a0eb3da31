/** A campaign in words, and the limits that it is held to. */

import type { CampaignReport } from './campaign.ts';

/** Of the host, above what it has at rest. */
export const mostMemoryBytes = 300 * 2 ** 20;
/** Of another window's questions. */
export const slowestAnswerMs = 200;

export function wordFuzzReport(report: CampaignReport): string {
  const { cases, seconds, byTarget, faults, host, slowestCaseMs, slowestCase } = report;
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
  return [
    `${cases} cases in ${seconds.toFixed(0)} s`,
    ...Object.entries(byTarget).map(
      ([name, { taken, refused }]) => `  ${name}: ${taken} taken, ${refused} refused`,
    ),
    `The host: ${mebibytes(host.restBytes)} MiB at rest, at most ${mebibytes(host.mostBytes)} MiB`,
    `Another window: ${host.answers} answers, half within ${host.medianMs.toFixed(1)} ms, all within ${host.slowestMs.toFixed(0)} ms`,
    `The slowest case took ${slowestCaseMs.toFixed(0)} ms: ${slowestCase}`,
    faults.length === 0 ? 'No faults' : `${faults.length} faults:`,
    ...faults.map((fault) => `  ${fault}`),
  ].join('\n');
}
