/**
 * `ffwb task`: one task of a job, started by a cluster on one of its nodes. USR2 says that its time is nearly up: it saves,
 * and asks Slurm to start it anew. TERM says that it has to go: it saves.
 */

import { spawnSync } from 'node:child_process';

import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { givenPath } from '../../given-paths.ts';
import { exitCodes } from '../exit-codes.ts';
import { runTask } from '../task-session.ts';
import type { TaskOutcome } from '../task-session.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { wholeNumber } from './command.ts';

const signals = ['SIGUSR2', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export function defineTask(command: Command, terminal: Terminal): void {
  command
    .argument('<folder>', "the job's folder, at the place")
    .argument('<number>', 'which of its tasks, counted from 0', wholeNumber(0))
    .action(async (folder: string, task: number) => {
      const ending = new AbortController();
      const hear = (signal: NodeJS.Signals): void => ending.abort(signal);
      for (const signal of signals) process.on(signal, hear);
      const outcome = await runTask({
        jobFolder: givenPath(folder),
        task,
        terminal,
        restarts: Number(process.env['SLURM_RESTART_COUNT'] ?? 0) || 0,
        ending: ending.signal,
      });
      terminal.exitCode = conclude(outcome, ending.signal, terminal);
    });
}

/** Says what became of it; returns the exit code. */
function conclude(outcome: TaskOutcome, ending: AbortSignal, terminal: Terminal): number {
  switch (outcome.how) {
    case 'was-done':
      terminal.note('This task was done before; there is nothing to do.');
      return exitCodes.ok;
    case 'done': {
      const { run } = outcome;
      terminal.note(`Run ${run.runId} is ${run.status}.`);
      if (run.error === null) return exitCodes.ok;
      const { message, exitCode } = WorkbenchError.fromRecord(run.error);
      terminal.note(message);
      return exitCode;
    }
    case 'broken': {
      const { error, runId } = outcome.run;
      const why = error === null ? '' : ` ${WorkbenchError.fromRecord(error).message}`;
      terminal.note(`Run ${runId} ended early; it can go on.${why}`);
      return 6;
    }
    case 'saved':
      return leave(outcome, ending.reason === 'SIGUSR2', terminal);
  }
}

/** With its time nearly up it is started anew, unless that would come to nothing again. */
function leave(
  {
    run,
    hasAdvanced,
  }: { readonly run: { readonly runId: string; readonly step: number }; readonly hasAdvanced: boolean },
  isOutOfTime: boolean,
  terminal: Terminal,
): number {
  terminal.note(`Run ${run.runId} is saved at step ${run.step}.`);
  const job = process.env['SLURM_JOB_ID'];
  if (!isOutOfTime || job === undefined) return exitCodes.SIGTERM;
  if (!hasAdvanced) {
    terminal.note(
      'Its time was too short for a single step, so it is not started anew: give it more minutes.',
    );
    return 6;
  }
  const { status, stderr, error } = spawnSync('scontrol', ['requeue', job], { encoding: 'utf8' });
  if (status === 0) return exitCodes.ok;
  terminal.note(`Slurm did not start it anew: ${(error?.message ?? stderr).trim()}`);
  return 6;
}
