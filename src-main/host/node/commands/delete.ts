/** `ffwb delete`: forgets runs, with their checkpoints. Needs the data folder to itself. */

import type { Command } from 'commander';

import { WorkbenchError } from '../../../../src-shared/base/errors.ts';
import type { RunSummary } from '../../../../src-shared/views/run-view.ts';
import { requireDatabase } from '../../../store/lost-database.ts';
import { openRunStore } from '../../../store/open.ts';
import type { RunStore } from '../../../store/run-store.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { describeEpochs } from '../terminal/run-text.ts';
import { addDataFolderOption, addJsonOption } from './command.ts';
import type { SharedOptions } from './command.ts';

/** A shorter piece of an identifier is too easily another run's. */
const leastCharacters = 4;

interface DeleteOptions extends SharedOptions {
  readonly yes?: boolean;
}

export function defineDelete(command: Command, terminal: Terminal): void {
  command
    .argument(
      '<runs...>',
      `identifiers, or pieces of at least ${leastCharacters} characters that no other run has`,
    )
    .option('-y, --yes', 'does not ask; without a terminal nothing is asked anyway');
  addJsonOption(addDataFolderOption(command)).action(async (names: string[], options: DeleteOptions) => {
    const folder = chooseDataFolder(options.dataDir);
    requireDatabase(folder);
    const store = await openRunStore(folder, { evenWithoutRoom: true });
    try {
      // All are found before the first is deleted.
      const runs = findAll(store, names);
      const isAgreed = options.yes === true || (await agrees(runs, terminal));
      // This process has the folder to itself, so a run that is said to train was left behind by one that died.
      if (isAgreed) runs.forEach(({ runId }) => store.deleteRun(runId, true));
      const deleted = isAgreed ? runs.map(({ runId }) => runId) : [];
      terminal.answer({ deleted }, () =>
        isAgreed ? `Deleted ${deleted.join(', ')}.` : 'Nothing was deleted.',
      );
    } finally {
      store.close();
    }
  });
}

function findAll(store: RunStore, names: readonly string[]): RunSummary[] {
  const short = names.find((name) => name.trim().length < leastCharacters);
  if (short !== undefined) {
    throw new WorkbenchError('input/invalid', {
      problem: `"${short}" is too short to say which run to delete`,
      remedy: `Give at least ${leastCharacters} characters of the identifier.`,
    });
  }
  const byId = new Map(names.map((name) => store.getRun(name)).map((run) => [run.runId, run]));
  return [...byId.values()];
}

/** Where nobody can be asked, naming the runs is agreement. */
async function agrees(runs: readonly RunSummary[], terminal: Terminal): Promise<boolean> {
  const names = runs.map((run) => `${run.runId} (${run.name}, ${run.status}, epoch ${describeEpochs(run)})`);
  return (await terminal.agrees(`Delete ${names.join(', ')} for good?`)) ?? true;
}
