/** `ffwb bench`: measures speed side by side with the engine's bare matrix product and, where asked, with PyTorch. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { givenPath } from '../../given-paths.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addJsonOption, wholeNumber } from './command.ts';

/** The measurements stand beside the program, not in it: they run as a process of their own. */
const script = fileURLToPath(new URL('../../../../bench/bench.ts', import.meta.url));

export function defineBench(command: Command, terminal: Terminal): void {
  command
    .option('--peer <torch>', 'measures plain PyTorch too, where python3 can import it')
    .option('--python <path>', 'the Python to run the peer with', program, 'python3')
    .option('--engine <id>', 'the engine to measure', 'onnx')
    .option('--threads <n>', 'CPU threads (default: all cores)', wholeNumber(1))
    .option('--rounds <n>', 'how often the sides take turns', wholeNumber(1))
    .option('--only <parts>', 'some of: step,side-by-side,label-test,recording');
  addJsonOption(command).action((options: Record<string, string | number | boolean>) => {
    if (!existsSync(script)) {
      const remedy = 'Run it in a clone of the repository.';
      throw new WorkbenchError('input/invalid', {
        problem: 'The measurements are not part of this build',
        remedy,
      });
    }
    const { dataDir: _unused, ...passed } = options;
    const given = Object.entries(passed).flatMap(([name, value]) =>
      value === true ? [`--${name}`] : [`--${name}`, String(value)],
    );
    const ended = spawnSync(process.execPath, [script, ...given], { stdio: 'inherit' });
    terminal.exitCode = ended.status ?? 1;
  });
}

/** A plain name is looked for on the PATH; all else is a path. */
function program(text: string): string {
  return /[/\\~]/.test(text) ? givenPath(text) : text;
}
