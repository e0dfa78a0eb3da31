/**
 * Runs other programs for the set-up scripts: without a shell, and with one readable error when one fails.
 */

import { spawnSync } from 'node:child_process';

export interface RunOptions {
  readonly folder?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Lets the program write to the terminal; else its output is kept for the error. */
  readonly visible?: boolean;
  readonly timeoutMs?: number;
}

/** What the program wrote on stdout. Error: it cannot be started, or it failed, with the end of what it said. */
export function run(program: string, options: readonly string[], how: RunOptions = {}): string {
  const result = spawnSync(program, options, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: how.visible === true ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    ...(how.folder === undefined ? {} : { cwd: how.folder }),
    ...(how.environment === undefined ? {} : { env: how.environment }),
    ...(how.timeoutMs === undefined ? {} : { timeout: how.timeoutMs }),
  });
  if (result.error !== undefined) {
    const missing = 'code' in result.error && result.error.code === 'ENOENT';
    throw new Error(
      missing ? `the program "${program}" was not found` : `"${program}" failed: ${result.error.message}`,
    );
  }
  if (result.status !== 0) {
    const ending = result.signal === null ? `exit code ${result.status}` : `signal ${result.signal}`;
    const lines = `${result.stdout ?? ''}\n${result.stderr ?? ''}`.trim().split('\n');
    const said = lines
      .filter((line) => !/^(npm warn|WARNING)/.test(line))
      .slice(-12)
      .join('\n');
    throw new Error(`"${[program, ...options.slice(0, 3)].join(' ')} ..." ended with ${ending}:\n${said}`);
  }
  return result.stdout ?? '';
}
