/**
 * What a worker's trainer is told from outside: pause, resume, stop. The trainer looks between two steps; the inbox
 * is read at that moment, because an engine that never waits for anything would let no message event through.
 */

import type { TrainingControl } from '../core/train/training-run.ts';
import type { WorkerCommand } from './messages.ts';

/** Where commands come from. */
export interface CommandInbox {
  /** The oldest unread command, or null. */
  read(): WorkerCommand | null;
  /** Commands that arrive while the thread is idle; they are not read again. */
  onCommand(listener: (command: WorkerCommand) => void): void;
}

export class WorkerControl implements TrainingControl {
  readonly #inbox: CommandInbox;
  readonly #onRecorded: (file: string) => void;
  #stopRequested = false;
  #pauseRequested = false;
  #rewound = false;
  #wake = (): void => {};

  constructor(inbox: CommandInbox, onRecorded: (file: string) => void) {
    this.#inbox = inbox;
    this.#onRecorded = onRecorded;
    inbox.onCommand((command) => this.#obey(command));
  }

  get stopRequested(): boolean {
    this.#readInbox();
    return this.#stopRequested;
  }

  get pauseRequested(): boolean {
    this.#readInbox();
    return this.#pauseRequested;
  }

  whilePaused(): Promise<void> {
    return this.#idleWhile(() => this.#pauseRequested && !this.#stopRequested);
  }

  /** Resolves when the host has forgotten what a resumed run will do again, or a stop is asked for. */
  untilRewound(): Promise<void> {
    return this.#idleWhile(() => !this.#rewound && !this.#stopRequested);
  }

  async #idleWhile(condition: () => boolean): Promise<void> {
    this.#readInbox();
    while (condition()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  #readInbox(): void {
    for (let command = this.#inbox.read(); command !== null; command = this.#inbox.read())
      this.#obey(command);
  }

  #obey(command: WorkerCommand): void {
    if (command.type === 'checkpoint-recorded') return this.#onRecorded(command.file);
    if (command.type === 'rewound') this.#rewound = true;
    else if (command.type === 'stop') this.#stopRequested = true;
    else this.#pauseRequested = command.type === 'pause';
    return this.#wake();
  }
}
