/** Points measured one after the other, each by a process of its own. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { leftOut } from './point.ts';
import type { PointAnswer, PointOrder } from './point.ts';

const script = fileURLToPath(new URL('./measure-point.ts', import.meta.url));
const patienceMinutes = 8;

/** Whatever becomes of the process, there is an answer: its own, or why there is none. */
export async function measureApart(
  order: PointOrder,
  patienceMs = patienceMinutes * 60_000,
): Promise<PointAnswer> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(order)], {
      timeout: patienceMs,
      killSignal: 'SIGKILL',
      maxBuffer: 16 * 1024 * 1024,
    });
    return JSON.parse(stdout) as PointAnswer;
  } catch (thrown) {
    const { code, signal, killed, stderr } = thrown as {
      code?: string | number | null;
      signal?: string | null;
      killed?: boolean;
      stderr?: string;
    };
    if (killed === true) return leftOut(`it took longer than ${patienceMs / 60_000} minutes`);
    if (typeof signal === 'string')
      return leftOut(`its process was ended by ${signal}, as where memory runs out`);
    const complaint = /^\w*Error: .*$/m.exec(stderr ?? '')?.[0] ?? 'it did not say why';
    return leftOut(`its process ended with ${code ?? 'no answer'}: ${complaint}`);
  }
}
