/**
 * Who may use the browser host: whoever says the token, from a page of this host's own, under a name this host goes by.
 * Everything here is a pure decision about what a request or a message says. There is no cookie: browsers send those to
 * every port of this machine, so that any other program that listens would be handed it.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import os from 'node:os';

/** 256 bits, fit for a URL. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\./.test(address);
}

/**
 * Names and addresses that a Host header may have, in lower case, without a port. `address`: what the server listens on.
 */
export function hostNames(address: string): ReadonlySet<string> {
  const bracketed = (each: string): string => (each.includes(':') ? `[${each}]` : each).toLowerCase();
  const isEverywhere = address === '0.0.0.0' || address === '::';
  if (!isEverywhere) return new Set([bracketed(address), ...(isLoopback(address) ? loopbackNames : [])]);
  const own = Object.values(os.networkInterfaces()).flatMap((each) => each ?? []);
  return new Set([
    ...loopbackNames,
    os.hostname().toLowerCase(),
    ...own.map((each) => bracketed(each.address)),
  ]);
}

/**
 * A page of elsewhere whose name was pointed at this address (DNS rebinding) says its own name here. The port is free,
 * because a tunnel may have another one at its far end.
 */
export function isOwnHost(headers: IncomingHttpHeaders, names: ReadonlySet<string>): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[^:]+)(:\d{1,5})?$/i.exec(headers.host ?? '')?.[1];
  return name !== undefined && names.has(name.toLowerCase());
}

/**
 * A proxy in front (Jupyter's, a cluster's portal) goes by a name that nobody can know here. What it passes on gets
 * the window's files, which are nobody's secret; the contract opens for the token alone.
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
export function isToken(given: string | null, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return given !== null && timingSafeEqual(digest(given), digest(token));
}
