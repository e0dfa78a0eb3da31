/**
 * The two streams a command writes to. stdout carries the answer: text for people or, with --json, one JSON document and
 * nothing else. Everything else (progress, warnings, errors) goes to stderr.
 */

import { createInterface } from 'node:readline/promises';

import type { ToldError } from '../../../service/export/run-report.ts';
import { printable } from './printable.ts';

export interface TerminalOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly json: boolean;
}

export class Terminal {
  readonly json: boolean;
  readonly #stdout: NodeJS.WriteStream;
  readonly #stderr: NodeJS.WriteStream;
  /** What the program ends with, unless it fails. */
  exitCode = 0;
  /** Takes lines for stderr while something else, such as a progress bar, owns its last lines. */
  #lineWriter: ((line: string) => void) | null = null;

  constructor({ stdout, stderr, json }: TerminalOptions) {
    this.json = json;
    this.#stdout = stdout;
    this.#stderr = stderr;
    // A reader that has seen enough (`ffwb runs | head`), or a closed window, must not end a training run.
    for (const stream of [stdout, stderr]) stream.on('error', () => {});
  }

  /** Where progress is drawn; null where nobody looks on. */
  get screen(): NodeJS.WriteStream | null {
    return this.#stderr.isTTY ? this.#stderr : null;
  }

  /** The command's answer: `document` with --json, else `text`. */
  answer(document: unknown, text: () => string): void {
    if (this.json) this.#stdout.write(`${toJson(document)}\n`);
    else this.print(text());
  }

  /** Text for people on stdout. */
  print(text: string): void {
    this.#stdout.write(`${printable(text)}\n`);
  }

  /** A line beside the answer. */
  note(line: string): void {
    const clean = printable(line);
    if (this.#lineWriter !== null) this.#lineWriter(clean);
    else this.#stderr.write(`${clean}\n`);
  }

  warn(message: string): void {
    this.note(`Warning: ${message}`);
  }

  /** The command's last words; with --json they are the document too. */
  fail(error: ToldError): void {
    this.note(`Error: ${error.message}`);
    if (error.next !== '') this.note(error.next);
    if (this.json) this.#stdout.write(`${toJson({ error })}\n`);
  }

  /** What somebody at the terminal answers; null where nobody can be asked, or --json wants no talk. */
  async agrees(question: string): Promise<boolean | null> {
    if (this.json || !process.stdin.isTTY || !this.#stderr.isTTY) return null;
    const dialogue = createInterface({ input: process.stdin, output: this.#stderr });
    try {
      const answer = await dialogue.question(`${printable(question)} [y/N] `);
      return /^y(es)?$/i.test(answer.trim());
    } finally {
      dialogue.close();
    }
  }

  /** Lines for stderr go through `writer` until null is set. */
  divertLines(writer: ((line: string) => void) | null): void {
    this.#lineWriter = writer;
  }

  /** Resolves when all that was written has left. */
  async flush(): Promise<void> {
    const written = (stream: NodeJS.WriteStream) =>
      new Promise<void>((resolve) => stream.write('', () => resolve()));
    await Promise.all([written(this.#stdout), written(this.#stderr)]);
  }
}

/** JSON has no word for numbers that are none: they become "NaN", "Infinity" and "-Infinity". */
export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, inner: unknown) => (typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner),
    2,
  );
}
