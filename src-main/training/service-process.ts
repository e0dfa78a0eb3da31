/**
 * What differs between hosts: how the training service's process is spawned and spoken to. spawn-node.ts is for Node;
 * Electron's host has its own.
 */

import type { HostMessage } from './messages.ts';

export interface ServiceProcess {
  /** Null when it did not start. */
  readonly pid: number | null;
  /** Lost without a word when the process is dead; `onEnd` tells of that. */
  post(message: HostMessage): void;
  /** Called once, before anything can arrive. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, after the last message; `reason` in words. */
  onEnd(listener: (reason: string) => void): void;
  /** At once, without a farewell. */
  kill(): void;
}

export type SpawnService = () => ServiceProcess;

/**
 * Electron closes the line together with the process, and what is still on its way then is lost. So a service's last
 * word there is one that the host says back: when that has arrived, so has everything before.
 */
export const farewell = 'ffwb/farewell';
