/**
 * The shell of a place: this machine's, or that of a login node by the user's own ssh, whose agent, jumps and keys go on
 * working because no other program stands in for it. Nothing is kept of how one gets in.
 */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { WorkbenchError, reasonOf } from '../../src-shared/base/errors.ts';
import type { NamedPlace } from './place.ts';
import { shellCommand } from './shell-words.ts';

export interface ShellAnswer {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface PlaceShell {
  /**
   * Runs a script of POSIX shell there; `input` goes to its stdin. Whatever it ends with is an answer. Error:
   * place/unreachable.
   */
  run(script: string, input?: AsyncIterable<Uint8Array> | Uint8Array): Promise<ShellAnswer>;
}

export interface ShellOptions {
  /** The program ssh, for tests. */
  readonly ssh?: string;
  /** Milliseconds after which a script that says nothing more is given up. */
  readonly silenceMs?: number;
}

/** What ssh ends with when it has not reached the host; what runs there can end with it too, but seldom does. */
const sshFailed = 255;
/** Half a minute of a login node under load is nothing; an hour is a hang. */
const usualSilenceMs = 120_000;
const mostErrorCharacters = 20_000;

export function openPlaceShell(place: NamedPlace, options: ShellOptions = {}): PlaceShell {
  const { ssh = 'ssh', silenceMs = usualSilenceMs } = options;
  const { host, name } = place;
  const run: PlaceShell['run'] = async (script, input) => {
    const [program, words] =
      host === null
        ? ['sh', ['-c', script]]
        : [
            ssh,
            [
              '-T',
              '-o',
              'BatchMode=yes',
              '-o',
              'ConnectTimeout=20',
              host,
              shellCommand(['sh', '-c', script]),
            ],
          ];
    try {
      const answer = await runProgram(program, words, input, silenceMs);
      if (host === null || answer.code !== sshFailed) return answer;
      throw new Error(lastLine(answer.stderr) || `ssh ended with code ${sshFailed}`);
    } catch (thrown) {
      // What was to be sent could not be read: that is not the place's fault.
      if (thrown instanceof WorkbenchError) throw thrown;
      const reason = wordsFor(thrown, program);
      throw new WorkbenchError('place/unreachable', { place: name, reason }, { cause: thrown });
    }
  };
  return { run };
}

/** The answer's text. Error: place/refused where it ended with another code than 0. */
export async function ask(
  shell: PlaceShell,
  place: string,
  script: string,
  input?: AsyncIterable<Uint8Array> | Uint8Array,
): Promise<string> {
  const { code, stdout, stderr } = await shell.run(script, input);
  if (code === 0) return stdout.toString('utf8');
  throw refusal(place, stderr, code);
}

/** What a command said before it failed, as an error. */
export function refusal(place: string, stderr: string, code: number | null): WorkbenchError {
  const said = lastLine(stderr).replace(/\.$/, '');
  const reason = said === '' ? `a command ended with ${code ?? 'a signal'}` : said;
  const remedy = remedyFor(said, place);
  return new WorkbenchError('place/refused', { place, reason, remedy });
}

function remedyFor(said: string, place: string): string {
  if (/quota|no space left/i.test(said)) return 'Make room in its folder there, then do it again.';
  if (/(sbatch|squeue|scontrol|scancel).*not found|command not found/i.test(said))
    return 'Slurm has to be on the PATH of a shell there that is not a login shell; a set-up of the shell can add it.';
  return `See what it says with: ffwb places try ${place}`;
}

function lastLine(text: string): string {
  return (
    text
      .split('\n')
      .map((each) => each.trim())
      .filter((each) => each !== '')
      .at(-1) ?? ''
  );
}

function wordsFor(thrown: unknown, program: string): string {
  const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
  if (code === 'ENOENT') return `there is no program "${program}" on this machine`;
  return reasonOf(thrown).replace(/\.$/, '');
}

/** Errors: that it did not start, or has fallen silent. */
async function runProgram(
  program: string,
  words: readonly string[],
  input: AsyncIterable<Uint8Array> | Uint8Array | undefined,
  silenceMs: number,
): Promise<ShellAnswer> {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  const stdout: Buffer[] = [];
  let stderr = '';
  let isSilent = false;
  const watch = setTimeout(() => {
    isSilent = true;
    child.kill('SIGKILL');
  }, silenceMs);
  const isHeard = (): void => void watch.refresh();
  child.stdout.on('data', (piece: Buffer) => {
    isHeard();
    stdout.push(piece);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    isHeard();
    stderr = (stderr + text).slice(-mostErrorCharacters);
  });
  try {
    const [code] = await Promise.all([endOf(child), feed(child, input, isHeard)]);
    if (isSilent) throw new Error(`it said nothing for ${Math.round(silenceMs / 1000)} s`);
    return { code, stdout: Buffer.concat(stdout), stderr };
  } finally {
    clearTimeout(watch);
  }
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}

/** A program that ends before it has read all says why on stderr: that counts, not the pipe that broke. */
async function feed(
  child: ChildProcess,
  input: AsyncIterable<Uint8Array> | Uint8Array | undefined,
  isHeard: () => void,
): Promise<void> {
  const { stdin } = child;
  if (stdin === null) return;
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    if (input === undefined) return;
    for await (const piece of input instanceof Uint8Array ? [input] : input) {
      isHeard();
      yield piece;
    }
  };
  try {
    await pipeline(Readable.from(pieces()), stdin);
  } catch (thrown) {
    const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
    if (code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ENOENT') return;
    child.kill('SIGKILL');
    throw thrown;
  }
}
