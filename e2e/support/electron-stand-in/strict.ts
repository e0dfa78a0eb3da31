/**
 * What keeps the stand-in honest: whatever the program uses of Electron that is not imitated here fails at once, with
 * its name, instead of being undefined.
 */

import { EventEmitter } from 'node:events';

export function unknown(name: string): Error {
  return new Error(
    `The Electron stand-in does not know ${name}. Imitate it in e2e/support/electron-stand-in.`,
  );
}

/** The object, but every use of a member it does not have throws. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key) {
      if (key in object || typeof key === 'symbol' || key === 'then') {
        const value: unknown = Reflect.get(object, key);
        return typeof value === 'function' && !isClass(value) ? (value as () => void).bind(object) : value;
      }
      throw unknown(`${name}.${key}`);
    },
    set(_object, key) {
      throw unknown(`setting ${name}.${String(key)}`);
    },
  });
}

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** An event emitter whose events are listed: a listener for any other would wait for ever. */
export class StrictEmitter extends EventEmitter {
  readonly #name: string;
  readonly #events: ReadonlySet<string>;

  constructor(name: string, events: readonly string[]) {
    super();
    this.#name = name;
    this.#events = new Set(events);
  }

  override on(event: string, listener: (...args: never[]) => void): this {
    this.#check(event);
    return super.on(event, listener as (...args: unknown[]) => void);
  }

  override once(event: string, listener: (...args: never[]) => void): this {
    this.#check(event);
    return super.once(event, listener as (...args: unknown[]) => void);
  }

  #check(event: string): void {
    if (!this.#events.has(event)) throw unknown(`the event "${event}" of ${this.#name}`);
  }
}

/** Refuses options that are not imitated. */
export function onlyKnown(name: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options))
    if (!known.includes(key)) throw unknown(`the option "${key}" of ${name}`);
}

/** An event as Electron passes it to listeners. */
export class PreventableEvent {
  defaultPrevented = false;

  constructor(members: object = {}) {
    Object.assign(this, members);
  }

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
