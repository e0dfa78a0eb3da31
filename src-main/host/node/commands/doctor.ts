/** `ffwb doctor`: looks for what could be wrong, and says what to do about it. Changes nothing. */

import type { Command } from 'commander';

import { chooseDataFolder } from '../../data-folder-choice.ts';
import { diagnose } from '../diagnosis.ts';
import type { Finding } from '../diagnosis.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption } from './command.ts';
import type { SharedOptions } from './command.ts';

export function defineDoctor(command: Command, terminal: Terminal): void {
  addJsonOption(addDataFolderOption(command)).action(async (options: SharedOptions) => {
    const findings = await diagnose(chooseDataFolder(options.dataDir));
    const isWell = findings.every(({ verdict }) => verdict !== 'problem');
    terminal.answer({ ok: isWell, checks: findings }, () => describeFindings(findings, isWell));
    if (!isWell) terminal.exitCode = exitCodes.failedCheck;
  });
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
