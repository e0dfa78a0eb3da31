/** `ffwb verify`: replays a golden trace on an engine and tells the largest difference. */

import { readFileSync } from 'node:fs';

import type { Command } from 'commander';

import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import type { DeviceInfo } from '../../../core/engine/engine.ts';
import { openEngine } from '../../../core/engine/pick-engine.ts';
import { parseGoldenTrace } from '../../../core/verify/golden-trace.ts';
import type { GoldenTrace } from '../../../core/verify/golden-trace.ts';
import { replay } from '../../../core/verify/replay.ts';
import type { ReplayResult } from '../../../core/verify/replay.ts';
import { givenPath } from '../../given-paths.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatNumber } from '../terminal/quantities.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addJsonOption, positiveNumber } from './command.ts';

interface VerifyOptions {
  readonly engine: string;
  readonly device: string;
  readonly tolerance?: number;
}

/** In float64 differences are rounding only; in float32 they grow with the numbers. */
const usualLimits = {
  float64: { measure: 'absolute', tolerance: 1e-9 },
  float32: { measure: 'relative', tolerance: 1e-4 },
} as const;

export function defineVerify(command: Command, terminal: Terminal): void {
  command
    .argument('<golden.json>', 'a golden trace, such as resources/golden/hinton.json')
    .option('--engine <id>', 'the engine to replay on; "auto" for the one training picks', 'reference')
    .option('--device <name>', 'which device of the engine', 'auto')
    .option(
      '--tolerance <x>',
      'largest difference allowed (default: 1e-9 absolute in float64, 1e-4 relative in float32)',
      positiveNumber,
    );
  addJsonOption(command).action(async (file: string, options: VerifyOptions) => {
    const trace = readTrace(file);
    const engine = await openEngine(options.engine, { threads: null, device: options.device }, () =>
      performance.now(),
    );
    try {
      const verdict = judge(await replay(trace, engine), engine.device, options.tolerance);
      const { id, device } = engine;
      const document = {
        ...verdict,
        recipe: trace.recipe,
        engine: { id, device: device.name, backend: device.backend },
      };
      terminal.answer(
        document,
        () => `${file} on ${id}, ${device.name} (${device.precision})\n${describe(verdict)}`,
      );
      if (!verdict.passed) terminal.exitCode = exitCodes.failedCheck;
    } finally {
      await engine.dispose();
    }
  });
}

/** Error: golden/invalid. */
function readTrace(file: string): GoldenTrace {
  const refuse = (problem: string, cause: unknown): WorkbenchError =>
    new WorkbenchError('golden/invalid', { file, problem }, { cause });
  let text: string;
  try {
    text = readFileSync(givenPath(file), 'utf8');
  } catch (thrown) {
    throw refuse(`it cannot be read (${reasonOf(thrown)})`, thrown);
  }
  try {
    return parseGoldenTrace(file, JSON.parse(text));
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) throw thrown;
    throw refuse(`it is not JSON (${reasonOf(thrown)})`, thrown);
  }
}

interface Verdict extends ReplayResult {
  readonly tolerance: number;
  /** Which of the two differences the tolerance is for. */
  readonly measure: 'absolute' | 'relative';
  readonly passed: boolean;
}

function judge(result: ReplayResult, { precision }: DeviceInfo, asked: number | undefined): Verdict {
  const { measure, tolerance: usual } = usualLimits[precision];
  const tolerance = asked ?? usual;
  const difference = measure === 'absolute' ? result.maxAbsoluteDifference : result.maxRelativeDifference;
  return { ...result, tolerance, measure, passed: difference <= tolerance };
}

function describe(verdict: Verdict): string {
  const { maxAbsoluteDifference, maxRelativeDifference, worst, compared, tolerance, measure, passed } =
    verdict;
  return [
    `  ${formatNumber(compared)} numbers compared`,
    `  largest difference: ${maxAbsoluteDifference.toExponential(2)} absolute, ${maxRelativeDifference.toExponential(2)} relative`,
    `  worst: ${worst.name}[${worst.index}] is ${worst.found}, expected ${worst.expected}`,
    `  ${passed ? 'within' : 'past'} the tolerance of ${tolerance} (${measure})`,
  ].join('\n');
}
