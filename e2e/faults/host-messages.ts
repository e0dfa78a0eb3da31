/** What the supervisor orders a host to do, and what the host tells it. */

import type { RunStatus } from '../../src-shared/views/run-view.ts';

export type HostOrder =
  | { readonly order: 'open'; readonly folder: string }
  | {
      readonly order: 'train';
      /** The one to resume; null: a new one. */
      readonly run: string | null;
      /** The file its trainer writes to. */
      readonly witness: string;
      readonly checkpointSeconds: number;
    }
  | { readonly order: 'close' };

export type HostTold =
  | { readonly told: 'opened'; readonly interrupted: readonly string[] }
  | { readonly told: 'service'; readonly pid: number | null }
  /** The run could not be started, with the error's code. */
  | { readonly told: 'refused'; readonly code: string }
  | { readonly told: 'warned'; readonly message: string }
  /** The run left training, and all of it is recorded. */
  | { readonly told: 'ended'; readonly status: RunStatus; readonly code: string | null }
  | { readonly told: 'closed' }
  /** Something that must never happen, whatever is killed. */
  | { readonly told: 'trouble'; readonly message: string };
