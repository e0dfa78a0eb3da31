/**
 * The process of ask-sql-apart.ts starts here: hears one question, answers it, and ends. SQLite cannot be interrupted from
 * its own thread, so another one ends the whole process when the time is up, even where nobody is left to do it.
 */

import { Worker } from 'node:worker_threads';

import { asWorkbenchError } from '../../../src-shared/base/errors.ts';
import { askSql } from '../../store/views/ask-sql.ts';
import type { SqlReply, SqlRequest } from './ask-sql-apart.ts';

process.once('message', (request: SqlRequest) => {
  const endItAll = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${request.seconds * 1000})`;
  new Worker(endItAll, { eval: true });
  void replyTo(request).then((reply) => process.send?.(reply, undefined, undefined, () => process.exit(0)));
});

async function replyTo({ folder, sql, mostRows }: SqlRequest): Promise<SqlReply> {
  try {
    return { answer: await askSql(folder, { sql, mostRows }) };
  } catch (error) {
    return { error: asWorkbenchError(error, 'store/failed').toRecord() };
  }
}
