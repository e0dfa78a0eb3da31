/** Whether an import makes a run wait that trains meanwhile. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { MeasuredWindow } from './measured-window.ts';
import { measureImport } from './measure-import.ts';
import { round } from './spread.ts';

const program = join(import.meta.dirname, '../../src-main/host/node/ffwb.ts');
/** How long to count steps of the run alone. */
const aloneMs = 20_000;

/** Trains an epoch of Hinton's recipe on one thread into the folder; the run can go on in a window. Returns its id. */
export function seedTraining(folder: string): string {
  ffwb(folder, 'train', 'hinton', '--threads', '1', '--stop-after', '1');
  return String(asked(folder, 'SELECT run_id FROM v1_runs'));
}

/** Steps a second of that run: alone, while archives are imported by the window, and alone again; and the middle over the others. */
export async function measureTrainingBeside(
  window: MeasuredWindow,
  folder: string,
  runId: string,
  archives: readonly string[],
) {
  const steps = () => Number(asked(folder, `SELECT step FROM v1_runs WHERE run_id = '${runId}'`));
  const rateDuring = async <T>(work: () => Promise<T>): Promise<{ rate: number; result: T }> => {
    const [first, started] = [steps(), performance.now()];
    const result = await work();
    const seconds = (performance.now() - started) / 1000;
    return { rate: round((steps() - first) / seconds), result };
  };
  await window.go(`#/run/${runId}`);
  const begun = steps();
  await window.page.getByRole('button', { name: 'Resume' }).click();
  while (steps() === begun) await pause(500);
  const { rate: before } = await rateDuring(() => pause(aloneMs));
  const { rate: meanwhile, result } = await rateDuring(() => measureImport(window, archives));
  const { rate: after } = await rateDuring(() => pause(aloneMs));
  const ratio = Math.round((200 * meanwhile) / (before + after)) / 100;
  return { before, meanwhile, after, ratio, importSeconds: result.seconds };
}

/** The first number or text of an answer in SQL. */
function asked(folder: string, question: string): unknown {
  const { rows } = JSON.parse(ffwb(folder, 'sql', question, '--json')) as { rows: unknown[][] };
  return rows[0]?.[0];
}

function ffwb(folder: string, ...words: readonly string[]): string {
  return execFileSync(process.execPath, [program, ...words, '--data-dir', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
