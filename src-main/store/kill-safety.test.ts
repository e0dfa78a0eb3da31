import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { readCheckpoint } from './checkpoints.ts';
import { runFolder } from './data-folder.ts';
import { temporaryFolder } from './fixtures/small-disk.ts';
import { openReader, openRunStore } from './open.ts';

const kills = 10;

interface Told {
  run: string;
  step: number;
  evaluated: number;
  checkpoint: number;
  failure?: string;
}

/** Starts a recording process, kills it after a while, and returns the last it said. */
async function recordAndDie(folder: string, withResults: boolean): Promise<Told> {
  const told: Told = { run: '', step: 0, evaluated: 0, checkpoint: 0 };
  const child = fork(
    new URL('./fixtures/recording-child.ts', import.meta.url),
    [folder, withResults ? 'results' : 'values'],
    { execArgv: [] },
  );
  const dead = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve, reject) => {
    child.on('message', (message) => {
      Object.assign(told, message);
      resolve(null);
    });
    child.once('exit', reject);
  });
  // Values alone must be written by the clock: wait long enough for a second of them to be lost.
  await sleep(withResults ? Math.random() * 1_000 : 1_100 + Math.random() * 900);
  child.kill('SIGKILL');
  await dead;
  return told;
}

test(
  'killed at any moment, the store is sound, at most a second is lost, and what was acknowledged is there',
  { timeout: 90_000 },
  async () => {
    const folder = temporaryFolder();
    for (let kill = 1; kill <= kills; kill += 1) {
      const told = await recordAndDie(folder, kill % 2 === 0);
      const reader = await openReader(folder);
      const seenByReader = reader.getRun(told.run).history.at(-1)?.step ?? 0;
      reader.close();
      const store = await openRunStore(folder);
      const interrupted = store.markInterrupted();
      const [series] = store.getSeries(told.run, ['layer7/goodness']);
      const { history, checkpoints, status } = store.getRun(told.run);
      const read = await Promise.all(
        checkpoints.map(({ file, sha256 }) =>
          readCheckpoint(join(runFolder(folder, told.run), file), sha256),
        ),
      );
      const lostMs = told.step - (series?.steps.at(-1) ?? 0);
      expect({
        problems: store.checkIntegrity(),
        failure: told.failure,
        interrupted,
        status,
        lostTooMuch: lostMs > 1_000 ? lostMs : 0,
        isWrong: series?.values.some((value, i) => value !== series.steps[i]) ?? false,
        lostEvaluation: told.evaluated > Math.min(history.at(-1)?.step ?? 0, seenByReader),
        lostCheckpoint: told.checkpoint > (read[0]?.step ?? 0),
      }).toEqual({
        problems: [],
        failure: undefined,
        interrupted: [told.run],
        status: 'interrupted',
        lostTooMuch: 0,
        isWrong: false,
        lostEvaluation: false,
        lostCheckpoint: false,
      });
      store.close();
    }
  },
);
