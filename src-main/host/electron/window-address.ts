/**
 * Where the window's page comes from: the program's own scheme, or Vite's server while the window is being developed.
 * Everything that asks "is this ours?" asks here.
 */

/** The scheme and host under which the program serves its window. */
export const windowScheme = 'app';
export const windowHost = 'workbench';

export interface WindowAddress {
  /** The page itself, without a fragment. */
  readonly page: string;
  /** Such as "app://workbench": what every address of the page begins with. */
  readonly origin: string;
}

/** `developmentServer`: address of Vite's server, or null. Only its machine's own may be used. */
export function chooseWindowAddress(developmentServer: string | null): WindowAddress {
  if (developmentServer === null) {
    const origin = `${windowScheme}://${windowHost}`;
    return { page: `${origin}/index.html`, origin };
  }
  const { protocol, hostname, host, origin } = new URL(developmentServer);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol !== 'http:' || !isLocal)
    throw new Error(`The window is not loaded from ${protocol}//${host}: only this machine serves it.`);
  return { page: `${origin}/`, origin };
}

/** True while Vite's server serves the window. */
export function isDevelopment({ origin }: WindowAddress): boolean {
  return origin.startsWith('http:');
}

/** True for an address of the window's own origin. Anything that cannot be read is not. */
export function isOwnAddress(address: string, { origin }: WindowAddress): boolean {
  if (!URL.canParse(address)) return false;
  // Node gives schemes it does not know the origin "null", so the parts are compared.
  const { protocol, host, username, password } = new URL(address);
  return `${protocol}//${host}` === origin && username === '' && password === '';
}

/** True for data the page itself has made to be saved. */
export function isOwnBlob(address: string, { origin }: WindowAddress): boolean {
  return address.startsWith(`blob:${origin}/`);
}
