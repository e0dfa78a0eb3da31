/**
 * What the inspection process is asked and what it answers: the calls of the contract that need the numeric core, with
 * what only the host knows (a run's spec, its checkpoint files) beside the input.
 */

import type { CallName, OutputOf, ParsedInputOf } from '../../src-shared/contract/contract.ts';
import type { ErrorRecord } from '../../src-shared/base/errors.ts';
import type { CheckpointInfo } from '../../src-shared/views/run-view.ts';
import type { EngineView } from '../../src-shared/views/workbench-view.ts';

/** The calls of the contract that this process answers. */
export type InspectionCall = Extract<
  CallName,
  | `inspect/${string}`
  | 'datasets/list'
  | 'datasets/examples'
  | 'datasets/preview'
  | 'datasets/add'
  | 'spec/check'
  | 'sweeps/check'
  | 'engines/survey'
>;

/** What the host knows about the run a call is about. */
export interface InspectedRun {
  readonly runId: string;
  /** As recorded: a plain object, parsed again in the process. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly runFolder: string;
  /** Newest first. */
  readonly checkpoints: readonly CheckpointInfo[];
}

export interface InspectionRequest<N extends InspectionCall = InspectionCall> {
  readonly id: number;
  readonly name: N;
  readonly input: ParsedInputOf<N>;
  /** For calls about a run. */
  readonly run: InspectedRun | null;
  readonly datasetFolder: string;
  /** The newest survey of engines, for estimates; null where there was none. */
  readonly engines: readonly EngineView[] | null;
  /** The program's, for files that leave it. */
  readonly version: string;
}

export type InspectionReply =
  | { readonly id: number; readonly output: OutputOf<InspectionCall> }
  | { readonly id: number; readonly error: ErrorRecord };
