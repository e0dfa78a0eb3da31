/**
 * `ffwb doctor`: looks for what could be wrong, and says what to do about it. It changes nothing but what it is asked to
 * with --restore: that puts a backup in place first.
 */

import { basename } from 'node:path';

import type { Command } from 'commander';

import type { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { requestRestore } from '../../../store/backup-files.ts';
import { openRunStore } from '../../../store/open.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { diagnose } from '../diagnosis.ts';
import type { Finding } from '../diagnosis.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption } from './command.ts';
import type { SharedOptions } from './command.ts';

interface DoctorOptions extends SharedOptions {
  readonly restore?: string;
}

export function defineDoctor(command: Command, terminal: Terminal): void {
  command.option('--restore <backup>', 'first puts a backup (a file of the folder "backups") in place');
  addJsonOption(addDataFolderOption(command)).action(async ({ dataDir, restore }: DoctorOptions) => {
    const folder = chooseDataFolder(dataDir);
    if (restore !== undefined) await putInPlace(folder, restore);
    const findings = await diagnose(folder);
    const isWell = findings.every(({ verdict }) => verdict !== 'problem');
    terminal.answer({ ok: isWell, checks: findings }, () => describeFindings(findings, isWell));
    if (!isWell) terminal.exitCode = exitCodes.failedCheck;
    if (findings.some(({ isUnreadable }) => isUnreadable === true)) terminal.exitCode = exitCodes.store;
  });
}

/** What was there before becomes a backup. Errors: backup/unusable, those of openRunStore. */
async function putInPlace(folder: string, backup: string): Promise<void> {
  requestRestore(folder, basename(backup));
  const failures: WorkbenchError[] = [];
  const store = await openRunStore(folder, { onFailure: (error) => failures.push(error) });
  store.close();
  const [failure] = failures;
  if (failure !== undefined) throw failure;
}

const words = { ok: 'ok', note: 'note', problem: 'PROBLEM' } as const;

function describeFindings(findings: readonly Finding[], isWell: boolean): string {
  const rows = findings.map(({ verdict, subject, message, next }) => [
    words[verdict],
    subject,
    next === null ? message : `${message} ${next}`,
  ]);
  const table = formatTable([{ title: '' }, { title: '' }, { title: '' }], rows).trimStart();
  return `${table}\n${isWell ? 'Nothing is wrong.' : 'Something is wrong: see PROBLEM.'}`;
}
