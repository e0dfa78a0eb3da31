/**
 * Who may use the browser host: whoever has the token, from a page of this host's own, under a name this host goes by.
 * Everything here is a pure decision about a request's headers.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import os from 'node:os';

export interface Access {
  readonly token: string;
  readonly cookieName: string;
  /** Names and addresses that a Host header may have, in lower case, without a port. */
  readonly hostNames: ReadonlySet<string>;
}

/** 256 bits, fit for a URL. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

/** `address`: what the server listens on. Cookies know no ports, so the name of the cookie does. */
export function createAccess(token: string, address: string, port: number): Access {
  return { token, cookieName: `ffwb-${port}`, hostNames: new Set(namesOf(address)) };
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\./.test(address);
}

function namesOf(address: string): string[] {
  const bracketed = (each: string): string => (each.includes(':') ? `[${each}]` : each).toLowerCase();
  const isEverywhere = address === '0.0.0.0' || address === '::';
  if (!isEverywhere) return [bracketed(address), ...(isLoopback(address) ? loopbackNames : [])];
  const own = Object.values(os.networkInterfaces()).flatMap((each) => each ?? []);
  return [...loopbackNames, os.hostname().toLowerCase(), ...own.map((each) => bracketed(each.address))];
}

/**
 * A page of elsewhere whose name was pointed at this address (DNS rebinding) says its own name here. The port is free,
 * because a tunnel may have another one at its far end.
 */
export function isOwnHost(headers: IncomingHttpHeaders, { hostNames }: Access): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[^:]+)(:\d{1,5})?$/i.exec(headers.host ?? '')?.[1];
  return name !== undefined && hostNames.has(name.toLowerCase());
}

/**
 * A proxy in front (Jupyter's, a cluster's portal) goes by a name that nobody can know here. What it passes on is answered
 * for the token or the cookie only, and a page of elsewhere whose name was pointed here has neither.
 */
export function isPassedOn(headers: IncomingHttpHeaders): boolean {
  return ['x-forwarded-host', 'x-forwarded-for', 'x-forwarded-prefix'].some(
    (name) => headers[name] !== undefined,
  );
}

/**
 * A WebSocket is opened by this host's own page only: browsers always say where theirs comes from, and let no page say
 * through which proxy.
 */
export function isOwnOrigin({ origin, host, 'x-forwarded-host': forwarded }: IncomingHttpHeaders): boolean {
  const asked = String(forwarded ?? '')
    .split(',')[0]
    ?.trim();
  const names = [host, asked].filter((name) => name !== undefined && name !== '');
  return names.some((name) => origin === `http://${name}` || origin === `https://${name}`);
}

/** Takes equally long wherever the two differ. */
export function isToken(given: string, { token }: Access): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

export function hasCookie({ cookie = '' }: IncomingHttpHeaders, access: Access): boolean {
  return cookie.split(';').some((pair) => {
    const [name = '', value = ''] = pair.trim().split('=', 2);
    return name === access.cookieName && isToken(value, access);
  });
}

/**
 * Readable by no script, and sent with requests of this host's own pages only. Without a path it is for the folder of the
 * page, which is all a proxy has for us.
 */
export function cookieFor({ cookieName, token }: Access): string {
  return `${cookieName}=${token}; HttpOnly; SameSite=Strict`;
}
