/**
 * What differs between hosts: how the inspection process is spawned and spoken to. spawn-node.ts is for Node; Electron's
 * host has its own.
 */

import type { InspectionRequest } from './messages.ts';

export interface InspectionProcess {
  /** Null when it did not start. */
  readonly pid: number | null;
  /** Lost without a word when the process is dead; `onEnd` tells of that. */
  post(message: InspectionRequest): void;
  /** Called once, before anything can arrive. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, after the last message; `reason` in words. */
  onEnd(listener: (reason: string) => void): void;
  /** At once, without a farewell. */
  kill(): void;
}

export type SpawnInspection = () => InspectionProcess;
