/** What the inspection process is told of a run; and questions to one of its own, for programs without a window. */

import { join } from 'node:path';

import type { OutputOf, ParsedInputOf } from '../../src-shared/contract/contract.ts';
import type { RunDetail } from '../../src-shared/views/run-view.ts';
import { createInspectionClient } from '../inspection/client.ts';
import type { SpawnInspection } from '../inspection/client.ts';
import type { InspectedRun, InspectionCall } from '../inspection/messages.ts';
import { runFolder } from '../store/data-folder.ts';

export interface InspectRunOptions {
  readonly spawn: SpawnInspection;
  readonly dataFolder: string;
  /** This program's. */
  readonly version: string;
}

/** Asks about the run. */
export type AskAboutRun = <N extends InspectionCall>(
  name: N,
  input: ParsedInputOf<N>,
) => Promise<OutputOf<N>>;

export function inspectedRun({ runId, spec, checkpoints }: RunDetail, dataFolder: string): InspectedRun {
  return { runId, spec: { ...spec }, runFolder: runFolder(dataFolder, runId), checkpoints };
}

/** Starts an inspection process, lets `work` ask it about a run, and ends it. Errors: those of `work`. */
export async function inspectRun<T>(
  { spawn, dataFolder, version }: InspectRunOptions,
  run: RunDetail,
  work: (ask: AskAboutRun) => Promise<T>,
): Promise<T> {
  const client = createInspectionClient({ spawn, datasetFolder: join(dataFolder, 'datasets'), version });
  const about = inspectedRun(run, dataFolder);
  try {
    return await work((name, input) => client.ask(name, input, about));
  } finally {
    await client.close();
  }
}
