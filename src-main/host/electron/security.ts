/**
 * Electron's security checklist in one place: what the page is made of, and all that it is refused. It holds for every
 * page that ever comes to be, not only for the window that is meant to.
 */

import type { App, Session, WebContents, WebPreferences } from 'electron';

import { isDevelopment, isOwnAddress } from './window-address.ts';
import type { WindowAddress } from './window-address.ts';

/** Spelled out although most are Electron's defaults: a change of a default shall not change them. */
export function windowPreferences(preload: string, devTools: boolean): WebPreferences {
  return {
    preload,
    devTools,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    // Its dictionaries would be fetched from the network.
    spellcheck: false,
    // Curves go on while the window is covered.
    backgroundThrottling: false,
  };
}

/** No page leaves its address, opens a window or embeds another page, whoever makes it. */
export function guardPages(app: App, address: WindowAddress): void {
  app.on('web-contents-created', (_event, contents) => {
    const refuse = (event: { preventDefault(): void }): void => event.preventDefault();
    // Loading itself anew is all a page may do.
    const refuseOthers = (event: { readonly url: string; preventDefault(): void }): void => {
      if (event.url.replace(/#.*$/s, '') !== address.page) event.preventDefault();
    };
    contents.on('will-navigate', refuseOthers);
    contents.on('will-frame-navigate', refuseOthers);
    contents.on('will-redirect', refuse);
    contents.on('will-attach-webview', refuse);
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
  app.on('select-client-certificate', (event) => event.preventDefault());
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  app.on('login', (event) => event.preventDefault());
}

/**
 * Nothing is permitted but putting text on the clipboard, which the buttons that say "Copy" need; nothing is asked of
 * the network.
 */
export function guardSession(session: Session, address: WindowAddress): void {
  const permits = (contents: WebContents | null, permission: string): boolean =>
    permission === 'clipboard-sanitized-write' &&
    contents !== null &&
    isOwnAddress(contents.mainFrame.url, address);
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(permits(contents, permission)),
  );
  session.setPermissionCheckHandler((contents, permission) => permits(contents, permission));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isLocal(url, address) }));
}

/** The program's own files, data the page made itself, and the developer tools' own pages. */
function isLocal(url: string, address: WindowAddress): boolean {
  if (isOwnAddress(url, address)) return true;
  // The socket of Vite's server, for hot reload.
  const socket = `${address.origin.replace(/^http:/, 'ws:')}/`;
  if (isDevelopment(address) && url.startsWith(socket)) return true;
  return /^(blob|data|devtools):/.test(url);
}
