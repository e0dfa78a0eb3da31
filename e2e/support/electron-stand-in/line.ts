/** The main process's line to the half that plays Chromium. */

import type { FromMain, Recorded, ToMain } from './messages.ts';

type Listener = (message: ToMain) => void;

let listener: Listener | null = null;
const waiting = new Map<number, { resolve(): void; reject(error: Error): void }>();
let nextAsk = 1;

export function say(message: FromMain): void {
  process.send?.(message);
}

export function record(recorded: Recorded): void {
  say({ type: 'record', record: recorded });
}

/** Asks for something to be done, and resolves when it is. */
export function request(make: (ask: number) => FromMain): Promise<void> {
  const ask = nextAsk++;
  return new Promise((resolve, reject) => {
    waiting.set(ask, { resolve, reject });
    say(make(ask));
  });
}

export function listen(onMessage: Listener): void {
  listener = onMessage;
}

/** Ends the process once everything said is on its way. */
export function leave(exitCode: number): void {
  process.send?.({ type: 'leaving' }, undefined, undefined, () => process.exit(exitCode));
}

process.on('message', (message: ToMain) => {
  if (message.type !== 'done') {
    listener?.(message);
    return;
  }
  const asked = waiting.get(message.ask);
  waiting.delete(message.ask);
  if (message.error === null) asked?.resolve();
  else asked?.reject(new Error(message.error));
});

// Without the browser there is no program, as in Electron.
process.on('disconnect', () => process.exit(1));
