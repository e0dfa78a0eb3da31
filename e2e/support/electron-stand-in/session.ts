/** `session.defaultSession` and `protocol`: what the program forbids and serves, asked by the half that plays Chromium. */

import { record } from './line.ts';
import type { PermissionAnswer, RequestAnswer } from './messages.ts';
import { PreventableEvent, StrictEmitter, strict } from './strict.ts';

type ProtocolHandler = (request: Request) => Response | Promise<Response>;
type PermissionRequestHandler = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
) => void;
type PermissionCheckHandler = (
  contents: unknown,
  permission: string,
  origin: string,
  details: object,
) => boolean;
type RequestListener = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;

let registered: readonly string[] = [];
const handlers = new Map<string, ProtocolHandler>();
const rules: {
  onRequest: PermissionRequestHandler | null;
  onCheck: PermissionCheckHandler | null;
  beforeRequest: RequestListener | null;
} = { onRequest: null, onCheck: null, beforeRequest: null };

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: readonly { scheme: string; privileges: object }[]): void {
    registered = schemes.map(({ scheme }) => scheme);
    for (const { scheme, privileges } of schemes) record({ what: 'scheme', scheme, privileges });
  },
});

class Session extends StrictEmitter {
  readonly protocol = strict('session.protocol', {
    handle(scheme: string, handler: ProtocolHandler): void {
      if (!registered.includes(scheme))
        throw new Error(`The scheme "${scheme}" was not registered as privileged.`);
      handlers.set(scheme, handler);
    },
  });
  readonly webRequest = strict('session.webRequest', {
    onBeforeRequest(listener: RequestListener): void {
      rules.beforeRequest = listener;
    },
  });

  setPermissionRequestHandler(handler: PermissionRequestHandler): void {
    rules.onRequest = handler;
  }

  setPermissionCheckHandler(handler: PermissionCheckHandler): void {
    rules.onCheck = handler;
  }

  setDevicePermissionHandler(_handler: () => boolean): void {
    // No device is ever offered here.
  }

  setDisplayMediaRequestHandler(_handler: unknown): void {
    // Nor is any screen.
  }
}

const defaultSession = strict('session.defaultSession', new Session('session', ['will-download']));
export const session = strict('session', { defaultSession });

/** What becomes of a request of the page. */
export async function answerRequest(url: string, method: string): Promise<RequestAnswer> {
  const cancelled = await new Promise<boolean>((resolve) => {
    if (rules.beforeRequest === null) resolve(false);
    else rules.beforeRequest({ url }, ({ cancel }) => resolve(cancel === true));
  });
  if (cancelled) return { verdict: 'cancelled' };
  const handler = handlers.get(url.slice(0, url.indexOf(':')));
  if (handler === undefined) return { verdict: 'network' };
  const response = await handler(new Request(url, { method }));
  return {
    verdict: 'answered',
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

/** Without a handler Electron grants what a page asks. */
export async function answerPermission(contents: unknown, permission: string): Promise<PermissionAnswer> {
  const onRequest = await new Promise<boolean>((resolve) => {
    if (rules.onRequest === null) resolve(true);
    else rules.onRequest(contents, permission, resolve);
  });
  return { onRequest, onCheck: rules.onCheck?.(contents, permission, '', {}) ?? true };
}

/** True when the program lets the download go on. */
export function answerDownload(url: string, name: string): boolean {
  const event = new PreventableEvent();
  const item = strict(
    'DownloadItem',
    Object.assign(new StrictEmitter('DownloadItem', ['done']), {
      getURL: () => url,
      getFilename: () => name,
      // The real browser keeps the file.
      setSavePath: (_path: string) => {},
      cancel: () => {},
    }),
  );
  defaultSession.emit('will-download', event, item, null, null);
  return !event.defaultPrevented;
}
