/**
 * What differs between hosts: how a child process of the program (the training service's, the inspection process's) is
 * spawned and spoken to. spawn-node.ts is for Node; Electron's host has its own.
 */

/** `Message`: what the host says to it. */
export interface HostedProcess<Message> {
  /** Null when it did not start. */
  readonly pid: number | null;
  /** Lost without a word when the process is dead; `onEnd` tells of that. */
  post(message: Message): void;
  /** Called once, before anything can arrive. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, after the last message; `reason` in words. */
  onEnd(listener: (reason: string) => void): void;
  /** The work begins: what the process complained of until now is no cause of a later end. */
  forgetComplaint(): void;
  /** At once, without a farewell. */
  kill(): void;
}

export type SpawnProcess<Message> = () => HostedProcess<Message>;

/**
 * Electron closes the line together with the process, and what is still on its way then is lost. So a child's last word
 * there is one that the host says back: when that has arrived, so has everything before.
 */
export const farewell = 'ffwb/farewell';
