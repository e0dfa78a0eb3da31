/**
 * The window's end of the contract: calls with promises, notices with listeners. It connects again by itself when told
 * how; calls that were under way then fail, and the window asks again.
 */

import { WorkbenchError, reasonOf } from '../base/errors.ts';
import { decode, encode, encodeBeforeFile } from './codec.ts';
import { contractVersion } from './contract.ts';
import type { CallName, InputOf, NoticeName, Notices, OutputOf } from './contract.ts';
import { replySchema } from './messages.ts';
import type { Reply, Request } from './messages.ts';
import type { FileSource, Transport } from './transport.ts';

/** `incompatible` is final. `refused`: the program does not know the token, or wants one. */
export type ConnectionState = 'connecting' | 'connected' | 'disconnected' | 'incompatible' | 'refused';

/** Calls that take one file, as `bytes`. */
export type FileCallName = {
  [N in CallName]: InputOf<N> extends { bytes: Uint8Array } ? N : never;
}[CallName];

export interface ContractClient {
  /** Errors: those of the call; contract/disconnected; contract/version; contract/refused. */
  call<N extends CallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>>;
  /** As `call` with the file's bytes as `bytes`, which are read and carried in the quickest way there is. */
  callWithFile<N extends FileCallName>(
    name: N,
    input: Omit<InputOf<N>, 'bytes'>,
    file: FileSource,
  ): Promise<OutputOf<N>>;
  /** Returns the way to stop listening. */
  on<N extends NoticeName>(name: N, listener: (notice: Notices[N]) => void): () => void;
  /** Called at once with the state as it is, then at every change. Returns the way to stop. */
  onState(listener: (state: ConnectionState) => void): () => void;
  close(): void;
}

export interface ContractClientOptions {
  /** Opens a transport; called again after a loss. */
  readonly open: () => Promise<Transport>;
  /** What the program is told of who this is; null, or left out: nothing. */
  readonly token?: () => Promise<string | null>;
  /** After a refusal: resolves once there is a token to try again with. Left out: a refusal is final. */
  readonly anotherToken?: () => Promise<void>;
  /** Milliseconds to wait before the n-th attempt (from 1) to connect again; null: do not. */
  readonly retryAfter: (attempt: number) => number | null;
  readonly wait: (milliseconds: number) => Promise<void>;
}

interface Waiting {
  resolve(output: unknown): void;
  reject(error: WorkbenchError): void;
}

export function createContractClient(options: ContractClientOptions): ContractClient {
  return new Client(options);
}

class Client implements ContractClient {
  readonly #options: ContractClientOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<NoticeName, Set<(notice: never) => void>>();
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  #state: ConnectionState = 'connecting';
  #transport: Transport | null = null;
  #ready = Promise.withResolvers<Transport>();
  #nextId = 1;
  #closed = false;

  constructor(options: ContractClientOptions) {
    this.#options = options;
    this.#ready.promise.catch(() => {}); // whoever calls hears of it
    void this.#connect(1);
  }

  async call<N extends CallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
    const transport = await this.#ready.promise;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = this.#nextId;
    this.#nextId += 1;
    this.#waiting.set(id, { resolve, reject });
    transport.send(encode({ type: 'call', id, name, input } satisfies Request));
    return (await promise) as OutputOf<N>;
  }

  async callWithFile<N extends FileCallName>(
    name: N,
    input: Omit<InputOf<N>, 'bytes'>,
    file: FileSource,
  ): Promise<OutputOf<N>> {
    const transport = await this.#ready.promise;
    const id = this.#nextId;
    this.#nextId += 1;
    const message = {
      type: 'call',
      id,
      name,
      input: { ...input, bytes: new Uint8Array(0) },
    } satisfies Request;
    const answer = await transport
      .exchange?.(encodeBeforeFile(message, file.size), file)
      .catch((thrown: unknown) => {
        throw new WorkbenchError('contract/disconnected', { reason: reasonOf(thrown) });
      });
    if (answer instanceof Uint8Array) return outputOf(replySchema.parse(decode(answer))) as OutputOf<N>;
    const bytes = new Uint8Array(await file.arrayBuffer());
    return this.call(name, { ...input, bytes } as unknown as InputOf<N>);
  }

  on<N extends NoticeName>(name: N, listener: (notice: Notices[N]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.#stateListeners.add(listener);
    listener(this.#state);
    return () => void this.#stateListeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#transport?.close('the window closed it');
  }

  async #connect(attempt: number): Promise<void> {
    try {
      const token = (await this.#options.token?.()) ?? undefined;
      const transport = await this.#options.open();
      this.#transport = transport;
      transport.onMessage((bytes) => this.#take(bytes, transport));
      transport.onClose((reason) => {
        // One that was given up may close after another was opened.
        if (this.#transport === transport) void this.#lost(reason, 1);
      });
      transport.send(encode({ type: 'hello', contract: contractVersion, token } satisfies Request));
    } catch (thrown) {
      await this.#lost(reasonOf(thrown), attempt + 1);
    }
  }

  async #lost(reason: string, attempt: number): Promise<void> {
    const error = new WorkbenchError('contract/disconnected', { reason });
    const wait = this.#closed || this.#isFinal ? null : this.#options.retryAfter(attempt);
    this.#transport = null;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    if (this.#isFinal) return;
    this.#ready.reject(error);
    this.#ready = Promise.withResolvers();
    this.#ready.promise.catch(() => {});
    this.#become('disconnected');
    if (wait === null) {
      this.#ready.reject(error);
      return;
    }
    await this.#options.wait(wait);
    if (!this.#closed) await this.#connect(attempt);
  }

  #take(bytes: Uint8Array, transport: Transport): void {
    let reply: Reply;
    try {
      reply = replySchema.parse(decode(bytes));
    } catch (thrown) {
      transport.close(`the program said something that cannot be read: ${reasonOf(thrown)}`);
      return;
    }
    switch (reply.type) {
      case 'welcome':
        this.#welcome(reply.contract, transport);
        return;
      case 'stranger':
        this.#giveUp('refused', new WorkbenchError('contract/refused'), transport);
        void this.#knockAgain();
        return;
      case 'answered':
        this.#settle(reply.id)?.resolve(reply.output);
        return;
      case 'refused':
        this.#settle(reply.id)?.reject(WorkbenchError.fromRecord(reply.error));
        return;
      case 'notice':
        for (const listener of this.#listeners.get(reply.name as NoticeName) ?? [])
          (listener as (notice: unknown) => void)(reply.notice);
        return;
    }
  }

  #welcome(program: number, transport: Transport): void {
    if (program !== contractVersion) {
      const error = new WorkbenchError('contract/version', { window: contractVersion, program });
      this.#giveUp('incompatible', error, transport);
      return;
    }
    this.#ready.resolve(transport);
    this.#become('connected');
  }

  /** Whoever was refused and hears of another token tries once more. */
  async #knockAgain(): Promise<void> {
    if (this.#options.anotherToken === undefined) return;
    await this.#options.anotherToken();
    if (this.#closed) return;
    this.#ready = Promise.withResolvers();
    this.#ready.promise.catch(() => {});
    this.#become('connecting');
    await this.#connect(1);
  }

  /** The program is there and does not answer this window. */
  #giveUp(state: 'incompatible' | 'refused', error: WorkbenchError, transport: Transport): void {
    this.#transport = null;
    this.#ready.reject(error);
    this.#become(state);
    transport.close(error.message);
  }

  get #isFinal(): boolean {
    return this.#state === 'incompatible' || this.#state === 'refused';
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #become(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }
}

/** Errors: those of the call. */
function outputOf(reply: Reply): unknown {
  if (reply.type === 'answered') return reply.output;
  if (reply.type === 'refused') throw WorkbenchError.fromRecord(reply.error);
  throw new WorkbenchError('contract/disconnected', { reason: 'the program answered something else' });
}
