/** Whether somebody sits in front of this machine, and showing him an address. */

import os from 'node:os';

/** False on a server without a screen, where no browser and no desktop window can open. */
export function hasDisplay(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (environment['SSH_CONNECTION'] !== undefined && !environment['DISPLAY']) return false;
  if (platform === 'win32' || platform === 'darwin') return true;
  const isWindowsBelow = /microsoft/i.test(os.release()); // WSL, whose browser is that of Windows
  return isWindowsBelow || Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
}

/** Opens the default browser. False where that does not work; the user has the address. */
export async function openInBrowser(url: string): Promise<boolean> {
  if (!hasDisplay()) return false;
  try {
    const { default: open } = await import('open');
    const child = await open(url);
    child.on('error', () => {}); // no browser: the address was printed
    child.unref();
    return true;
  } catch {
    return false;
  }
}
