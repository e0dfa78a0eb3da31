/**
 * The browser host from start to end: the workbench opened, the window served, signals obeyed, everything closed in
 * order. What trains is stopped so that it can be resumed.
 */

import { answerCall, serveContract } from '../../../../src-shared/contract/server.ts';
import { reasonOf } from '../../../../src-shared/base/errors.ts';
import { nodeEntries, spawnNode } from '../../../child/spawn-node.ts';
import { createWorkbench } from '../../../service/create-workbench.ts';
import type { Workbench } from '../../../service/create-workbench.ts';
import { Interruption } from '../interruption.ts';
import { programVersion } from '../program-version.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { isLoopback, makeToken } from './access.ts';
import { openInBrowser } from './display.ts';
import { writeOpeningPage } from './opening-page.ts';
import type { OpeningPage } from './opening-page.ts';
import type { ServePage } from './static-files.ts';
import { startWindowServer } from './window-server.ts';
import type { WindowServer } from './window-server.ts';

export interface ServeOptions {
  readonly dataFolder: string;
  /** What to listen on. */
  readonly address: string;
  /** 0: any that is free. */
  readonly port: number;
  /** null: a random one. */
  readonly token: string | null;
  /** Opens the default browser where there is one. */
  readonly open: boolean;
  readonly terminal: Terminal;
  readonly page: ServePage;
  /** Called once the server listens, before anybody is told of it: for what else listens on it. */
  readonly prepare?: (server: WindowServer) => Promise<() => Promise<void>>;
}

/** Serves until a signal asks it to end. Errors: those of createWorkbench; input/invalid for the address or port. */
export async function serveWindow(options: ServeOptions): Promise<void> {
  const { terminal } = options;
  const asked = Promise.withResolvers<void>();
  const interruption = new Interruption(
    () => {
      terminal.note('Closing; what trains is stopped and can be resumed. Once more ends it at once.');
      asked.resolve();
    },
    () => {},
  );
  try {
    const workbench = await createWorkbench({
      dataFolder: options.dataFolder,
      slots: null,
      spawn: spawnNode(nodeEntries.training),
      spawnInspection: spawnNode(nodeEntries.inspection),
      version: programVersion(),
    });
    try {
      await serveUntil(asked.promise, workbench, options);
    } finally {
      await workbench.close();
    }
  } finally {
    interruption.dispose();
  }
}

async function serveUntil(asked: Promise<void>, workbench: Workbench, options: ServeOptions): Promise<void> {
  const { terminal, address, port, page, token, prepare } = options;
  /** There until the first window greets, or this ends. */
  let opening: OpeningPage | null = null;
  const server = await startWindowServer({
    address,
    port,
    page,
    token: token ?? makeToken(),
    sharesSockets: prepare !== undefined,
    onWindow: (transport, admits) =>
      serveContract(transport, workbench.handlers, workbench.notices, (token) => {
        const isLetIn = admits(token);
        if (isLetIn) void opening?.remove();
        return isLetIn;
      }),
    onCall: (message) => answerCall(message, workbench.handlers),
  });
  let unprepare = async (): Promise<void> => {};
  try {
    if (prepare !== undefined) unprepare = await prepare(server);
    workbench.runs.listen((news) => {
      if (news.type === 'recording-failed' || news.type === 'unrecorded')
        terminal.warn(`${news.error.message} ${news.error.next}`);
    });
    for (const { message, next } of workbench.troubles) terminal.warn(`${message} ${next}`);
    await workbench.continueQueue().catch((thrown: unknown) => terminal.warn(reasonOf(thrown)));
    introduce(server, options);
    if (options.open) {
      opening = await writeOpeningPage(server.url).catch((thrown: unknown) => {
        terminal.warn(reasonOf(thrown));
        return null;
      });
      if (opening === null || !(await openInBrowser(opening.file)))
        terminal.note('No browser could be opened here.');
    }
    await asked;
  } finally {
    await opening?.remove();
    await unprepare();
    await server.close();
  }
}

function introduce({ url, port }: WindowServer, options: ServeOptions): void {
  const { terminal, address, dataFolder } = options;
  if (!isLoopback(address)) {
    terminal.warn(
      `This listens on ${address}, so whoever can reach this machine and has the address below can train, read and delete runs; nothing is encrypted on the way. An SSH tunnel to 127.0.0.1 is safer.`,
    );
  }
  terminal.answer({ url, port, dataFolder }, () => `The workbench is at ${url}\nCtrl+C ends it.`);
}
