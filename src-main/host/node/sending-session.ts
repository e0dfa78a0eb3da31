/** The workbench opened for a moment, to send runs to a place or to bring them back. Nothing is trained here. */

import { createWorkbench } from '../../service/create-workbench.ts';
import type { Workbench } from '../../service/create-workbench.ts';
import { nodeEntries, spawnNode } from '../../child/spawn-node.ts';
import { readPlace } from '../../service/places/place-documents.ts';
import { programVersion } from './program-version.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Errors: those of createWorkbench and of `use`. */
export async function withWorkbench<T>(
  dataFolder: string,
  terminal: Terminal,
  use: (workbench: Workbench) => Promise<T>,
): Promise<T> {
  const workbench = await createWorkbench({
    dataFolder,
    slots: 1,
    spawn: spawnNode(nodeEntries.training),
    version: programVersion(),
  });
  for (const { message, next } of workbench.troubles) terminal.warn(`${message} ${next}`);
  try {
    return await use(workbench);
  } finally {
    await workbench.close();
  }
}

export interface Sending {
  readonly dataFolder: string;
  readonly place: string;
  readonly terminal: Terminal;
  /** Finds or records the runs to send; returns their full ids. */
  readonly choose: (workbench: Workbench) => Promise<string[]>;
}

/** Fire and forget: answers as soon as the place has them. Errors: those of `choose` and of Places.send. */
export function sendRuns({ dataFolder, place, terminal, choose }: Sending): Promise<void> {
  return withWorkbench(dataFolder, terminal, async (workbench) => {
    await readPlace(workbench.store, place); // before anything is recorded
    const runs = await choose(workbench);
    terminal.note(`Sending ${inWords(runs.length)} to ${place}.`);
    const { id } = await workbench.places.send(runs, place);
    terminal.answer({ place, submission: id, runs }, () =>
      [
        ...runs.map((run) => `Run ${run} is at ${place}.`),
        'This program may be closed. Bring the results back with: ffwb places fetch',
      ].join('\n'),
    );
  });
}

function inWords(count: number): string {
  return count === 1 ? 'one run' : `${count} runs`;
}
