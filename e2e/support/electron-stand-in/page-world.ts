/**
 * One page's two worlds: puts the preload into an isolated world, as Electron does, and carries messages between it and
 * the main process.
 */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { CDPSession, Page } from 'playwright';

import type { Carried, FrameInfo } from './messages.ts';

type Packed = { readonly bytes: string } | { readonly value?: Exclude<Carried, Uint8Array> };

export interface FromPreload {
  readonly frame: FrameInfo;
  readonly channel: string;
  readonly args: readonly Carried[];
}

export interface PageWorldOptions {
  readonly page: Page;
  /** File of the built preload. */
  readonly preload: string;
  readonly onMessage: (message: FromPreload) => void;
  /** The preload used something of Electron that is not imitated. */
  readonly onUnknown: (name: string) => void;
}

export class PageWorld {
  readonly #options: PageWorldOptions;
  readonly #session: CDPSession;
  readonly #receive = `receive${randomUUID()}`;
  readonly #world = `preload ${randomUUID()}`;
  #context: number | null = null;

  static async open(options: PageWorldOptions): Promise<PageWorld> {
    const session = await options.page.context().newCDPSession(options.page);
    const world = new PageWorld(options, session);
    await world.#prepare();
    return world;
  }

  private constructor(options: PageWorldOptions, session: CDPSession) {
    this.#options = options;
    this.#session = session;
  }

  /** To the preload's listeners. A page that is just being left hears nothing, as in Electron. */
  send(channel: string, args: readonly Carried[]): void {
    if (this.#context === null) return;
    const expression = `window[${JSON.stringify(this.#receive)}](${JSON.stringify(channel)}, ${JSON.stringify(args.map(pack))})`;
    this.#session.send('Runtime.evaluate', { expression, contextId: this.#context }).catch(() => {});
  }

  async #prepare(): Promise<void> {
    const session = this.#session;
    session.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name !== this.#world) return;
      const isMain = (context.auxData as { frameId?: string }).frameId === mainFrame;
      if (isMain) this.#context = context.id;
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#context) this.#context = null;
    });
    session.on('Runtime.bindingCalled', ({ payload, executionContextId }) =>
      this.#take(payload, executionContextId),
    );
    await session.send('Page.enable');
    await session.send('Runtime.enable');
    const mainFrame = (await session.send('Page.getFrameTree')).frameTree.frame.id;

    const binding = `binding_${randomUUID().replaceAll('-', '')}`;
    const names: Record<string, string> = {
      $binding: binding,
      $receive: JSON.stringify(this.#receive),
      $expose: JSON.stringify(randomUUID()),
      $callback: JSON.stringify(randomUUID()),
      $call: JSON.stringify(randomUUID()),
      '$preload;': readFileSync(this.#options.preload, 'utf8'),
    };
    const script = (file: string): string =>
      readFileSync(new URL(file, import.meta.url), 'utf8').replace(
        /\$(?:binding|receive|expose|callback|call)\b|\$preload;/g,
        (name) => names[name] ?? name,
      );
    await session.send('Page.addScriptToEvaluateOnNewDocument', { source: script('./main-world.js') });
    await session.send('Runtime.addBinding', { name: binding, executionContextName: this.#world });
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: script('./isolated-world.js'),
      worldName: this.#world,
    });
  }

  #take(payload: string, context: number): void {
    const message = JSON.parse(payload) as { unknown?: string; channel: string; args: readonly Packed[] };
    if (message.unknown !== undefined) {
      this.#options.onUnknown(message.unknown);
      return;
    }
    const frame = { isMain: context === this.#context, url: this.#options.page.url() };
    this.#options.onMessage({ frame, channel: message.channel, args: message.args.map(unpack) });
  }
}

function pack(value: Carried): Packed {
  return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : { value };
}

function unpack(packed: Packed): Carried {
  return 'bytes' in packed ? new Uint8Array(Buffer.from(packed.bytes, 'base64')) : packed.value;
}
