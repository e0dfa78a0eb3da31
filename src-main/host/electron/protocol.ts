/**
 * Serves the built window under the program's own scheme instead of file:, so that the page has an origin, a policy,
 * and no way to any other file.
 */

import { protocol } from 'electron';
import type { Session } from 'electron';

import { windowScheme } from './window-address.ts';
import type { WindowAddress } from './window-address.ts';
import { answerWithFile } from './window-files.ts';

/** Call before the application is ready, once. */
export function registerWindowScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: windowScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** `folder`: where the built window is. */
export function serveWindow(session: Session, folder: string, address: WindowAddress): void {
  session.protocol.handle(windowScheme, (request) => answerWithFile(request, folder, address));
}
