/**
 * The contract spoken by a spec through the page's own byte pipe, as the window speaks it: only what the preload exposes
 * is used. The window's own scripts would speak through the same pipe, so they are kept from running until the page is
loaded anew.
 */

import type { Page, Route } from 'playwright';

import { createContractClient } from '../../src-shared/contract/client.ts';
import type { ContractClient } from '../../src-shared/contract/client.ts';
import type { Transport } from '../../src-shared/contract/transport.ts';

interface PipeGlobals {
  readonly workbenchPipe: {
    send(bytes: Uint8Array): void;
    onMessage(listener: (bytes: Uint8Array) => void): void;
    onClose(listener: (reason: string) => void): void;
  };
  readonly pipeSays: (bytes: number[]) => Promise<void>;
  readonly pipeCloses: (reason: string) => Promise<void>;
}

/** Once per page. */
export async function openPipeClient(page: Page): Promise<ContractClient> {
  let onMessage: (bytes: Uint8Array) => void = () => {};
  let onClose: (reason: string) => void = () => {};
  await showWithoutScripts(page);
  await page.exposeFunction('pipeSays', (bytes: number[]) => onMessage(Uint8Array.from(bytes)));
  await page.exposeFunction('pipeCloses', (reason: string) => onClose(reason));
  const transport: Transport = {
    send: (bytes) =>
      void page
        .evaluate(
          (numbers) => (globalThis as unknown as PipeGlobals).workbenchPipe.send(Uint8Array.from(numbers)),
          [...bytes],
        )
        .catch(() => {}), // The page is closed.
    onMessage: (listener) => (onMessage = listener),
    onClose: (listener) => (onClose = listener),
    close: (reason) => onClose(reason),
  };
  return createContractClient({
    open: async () => {
      await page.evaluate(() => {
        const { workbenchPipe, pipeSays, pipeCloses } = globalThis as unknown as PipeGlobals;
        workbenchPipe.onMessage((bytes) => void pipeSays([...bytes]));
        workbenchPipe.onClose((reason) => void pipeCloses(reason));
      });
      return transport;
    },
    retryAfter: () => null,
    wait: async () => {},
  });
}

async function showWithoutScripts(page: Page): Promise<void> {
  // Electron's own scheme is not Playwright's to intercept; but any document of the window's origin has the pipe.
  if (page.url().startsWith('app:')) {
    await page.goto(new URL('icon.svg', page.url()).href);
    return;
  }
  const refuse = (route: Route): Promise<void> => route.abort();
  await page.route('**/*.js', refuse);
  await page.reload();
  await page.unroute('**/*.js', refuse);
}
