/** A question in SQL, answered by a process of its own, which ends when the time is up. */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { ErrorRecord } from '../../../src-shared/base/errors.ts';
import type { SqlAnswer, SqlQuestion } from '../../store/views/ask-sql.ts';

export interface SqlRequest extends SqlQuestion {
  /** The data folder. */
  readonly folder: string;
  /** How long it may take. */
  readonly seconds: number;
}

export type SqlReply = { readonly answer: SqlAnswer } | { readonly error: ErrorRecord };

/** Errors: those of askSql; input/invalid where it took too long; store/failed where its process ended. */
export function askSqlApart(request: SqlRequest): Promise<SqlAnswer> {
  const child = fork(fileURLToPath(new URL('./sql-entry.ts', import.meta.url)), [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const began = performance.now();
  return new Promise((resolve, reject) => {
    child.on('message', (reply: SqlReply) => {
      if ('answer' in reply) resolve(reply.answer);
      else reject(WorkbenchError.fromRecord(reply.error));
    });
    child.on('error', (error) => reject(new WorkbenchError('store/failed', { reason: error.message })));
    child.on('exit', (code, signal) =>
      reject(endedEarly(request, performance.now() - began, signal ?? code)),
    );
    child.send(request);
  });
}

function endedEarly({ seconds }: SqlRequest, tookMs: number, how: string | number | null): WorkbenchError {
  if (tookMs >= seconds * 1000) {
    return new WorkbenchError('input/invalid', {
      problem: `The question was not answered within ${seconds} seconds`,
      remedy: 'Ask for less, or give it more time with --seconds.',
    });
  }
  return new WorkbenchError('store/failed', { reason: `the process that answers ended with ${how}` });
}
