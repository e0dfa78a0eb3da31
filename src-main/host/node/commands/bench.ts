/**
 * `ffwb bench`: measures speed side by side with the engine's bare matrix product and, where asked, with PyTorch; with
 * --gpu, what the machine's GPUs are worth.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import { engineKinds } from '../../../core/engine/index.ts';
import { givenPath } from '../../given-paths.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addJsonOption, mostThreads, notEmpty, wholeNumber } from './command.ts';

/** The measurements stand beside the program, not in it: they run as a process of their own. */
const script = fileURLToPath(new URL('../../../../bench/bench.ts', import.meta.url));

const parts = ['step', 'steps', 'side-by-side', 'label-test', 'recording'];
const mostRounds = 100_000;
const mostSteps = 1_000_000;

export function defineBench(command: Command, terminal: Terminal): void {
  command
    .addOption(
      new Option('--peer <torch>', 'measures plain PyTorch too, where python3 can import it').choices([
        'torch',
      ]),
    )
    .option('--python <path>', 'the Python to run the peer with', program, 'python3')
    .addOption(
      new Option('--engine <id>', 'the engine to measure')
        .choices(engineKinds.all().map(({ kind }) => kind))
        .default('onnx'),
    )
    .option('--device <name>', 'the device of that engine, such as cpu or webgpu', notEmpty, 'auto')
    .option('--gpu', 'measures the GPUs that are there instead, each beside the CPU')
    .option(
      '--steps <n>',
      'with --gpu: steps of the net that trains beside the CPU',
      wholeNumber(1, mostSteps),
    )
    .option('--threads <n>', 'CPU threads (default: all cores)', wholeNumber(1, mostThreads))
    .option('--rounds <n>', 'how often the sides take turns', wholeNumber(1, mostRounds))
    .option('--only <parts>', `some of: ${parts.join(',')}`, someParts);
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

function someParts(text: string): string {
  if (text.split(',').every((part) => parts.includes(part))) return text;
  throw new InvalidArgumentError(`It must be some of ${parts.join(',')}.`);
}
