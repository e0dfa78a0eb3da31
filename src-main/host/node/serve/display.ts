/** Whether somebody sits in front of this machine, and showing him a page. */

import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';

/** False on a server without a screen, where no browser and no desktop window can open. */
export function hasDisplay(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (environment['SSH_CONNECTION'] !== undefined && !environment['DISPLAY']) return false;
  if (platform === 'win32' || platform === 'darwin') return true;
  return isWindowsBelow() || Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
}

/** WSL, whose browser is that of Windows. */
function isWindowsBelow(): boolean {
  return process.platform === 'linux' && /microsoft/i.test(os.release());
}

/** Opens a file in the default browser. False where that does not work; the user has the address. */
export async function openInBrowser(file: string): Promise<boolean> {
  if (!hasDisplay()) return false;
  try {
    const { default: open } = await import('open');
    const child = await open(isWindowsBelow() ? await nameForWindows(file) : file);
    child.on('error', () => {}); // no browser: the address was printed
    child.unref();
    return true;
  } catch {
    return false;
  }
}

async function nameForWindows(file: string): Promise<string> {
  const { stdout } = await promisify(execFile)('wslpath', ['-w', file]);
  return stdout.trim();
}
