/**
 * The one connection to the program. Views call through it; panels, charts and ui never see it.
 */

import { WorkbenchError, reasonOf } from '../../src-shared/base/errors.ts';
import { createContractClient } from '../../src-shared/contract/client.ts';
import type { ConnectionState, ContractClient, FileCallName } from '../../src-shared/contract/client.ts';
import type { CallName, InputOf, NoticeName, Notices, OutputOf } from '../../src-shared/contract/contract.ts';
import type { WorkbenchInfo } from '../../src-shared/views/workbench-view.ts';
import { anotherToken, forgetToken, openTransport, tokenOfPage } from '../transport/open-transport.ts';
import { toasts } from './toasts.svelte.ts';

/** Seconds between attempts to connect again: quick at first, then patient. */
const retrySeconds = [0.2, 0.5, 1, 2, 4] as const;

class Workbench {
  readonly #client: ContractClient;
  #state = $state.raw<ConnectionState>('connecting');
  #info = $state.raw<WorkbenchInfo | null>(null);
  /** Grows with every new connection: what was asked before may have changed. */
  #connections = $state(0);

  constructor() {
    this.#client = createContractClient({
      open: openTransport,
      token: tokenOfPage,
      anotherToken,
      retryAfter: (attempt) => 1000 * (retrySeconds[attempt - 1] ?? 4),
      wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    });
    this.#client.onState((state) => {
      this.#state = state;
      if (state === 'refused') this.#leave();
      if (state !== 'connected') return;
      this.#connections += 1;
      void this.attempt('Connecting', async () => {
        this.#info = await this.call('workbench/info', {});
      });
    });
    this.on('workbench/news', ({ message }) => toasts.warn(message));
  }

  #leave(): void {
    forgetToken();
    if (this.#connections > 0)
      toasts.warn('The program was started anew and does not know this page. Open the address it printed.');
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get info(): WorkbenchInfo | null {
    return this.#info;
  }

  /** Read it in an effect or a derived value that should ask again after a reconnection. */
  get connections(): number {
    return this.#connections;
  }

  call<N extends CallName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
    return this.#client.call(name, input);
  }

  callWithFile<N extends FileCallName>(
    name: N,
    input: Omit<InputOf<N>, 'bytes'>,
    file: Blob,
  ): Promise<OutputOf<N>> {
    return this.#client.callWithFile(name, input, file);
  }

  on<N extends NoticeName>(name: N, listener: (notice: Notices[N]) => void): () => void {
    return this.#client.on(name, listener);
  }

  /** Does something whose failure the user has to read; says so as a toast. Returns whether it went well. */
  async attempt(what: string, action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (thrown) {
      toasts.fail(what, thrown);
      return false;
    }
  }
}

/** A failure in the words the user reads. */
export function wordsOf(thrown: unknown): { readonly message: string; readonly next: string } {
  if (thrown instanceof WorkbenchError) return { message: thrown.message, next: thrown.next };
  return { message: reasonOf(thrown), next: '' };
}

export const workbench = new Workbench();
