/**
 * A host to be killed: the real workbench with the real training service, as the command line and the window put it
 * together. It does what its supervisor orders, over Node's IPC, and ends with it.
 */

import { createWorkbench } from '../../src-main/service/create-workbench.ts';
import type { Workbench } from '../../src-main/service/create-workbench.ts';
import type { RunNews } from '../../src-main/service/run-news.ts';
import type { SpawnService } from '../../src-main/training/client.ts';
import { spawnNode } from '../../src-main/child/spawn-node.ts';
import { WorkbenchError, reasonOf } from '../../src-shared/base/errors.ts';
import { experiment } from './experiment.ts';
import type { HostOrder, HostTold } from './host-messages.ts';
import { witnessVariable } from './witness.ts';

let workbench: Workbench | null = null;

function tell(message: HostTold): void {
  if (process.connected) process.send?.(message);
}

const spawnService = spawnNode(new URL('./witnessed-service-entry.ts', import.meta.url));
const spawn: SpawnService = () => {
  const service = spawnService();
  tell({ told: 'service', pid: service.pid });
  return service;
};

function hear(news: RunNews): void {
  if (news.type === 'recording-failed') tell({ told: 'trouble', message: news.error.message });
  if (news.type === 'puzzled') tell({ told: 'trouble', message: news.problem });
  if (news.type !== 'events') return;
  for (const event of news.events) {
    if (event.type === 'warned') tell({ told: 'warned', message: event.message });
    if (event.type === 'failed')
      tell({ told: 'trouble', message: WorkbenchError.fromRecord(event.error).message });
  }
}

async function open(folder: string): Promise<void> {
  workbench = await createWorkbench({ dataFolder: folder, slots: 1, spawn, version: '0.0.0' });
  workbench.runs.listen(hear);
  tell({ told: 'opened', interrupted: workbench.interrupted });
}

async function train(
  { runs }: Workbench,
  { run: known, witness, checkpointSeconds }: Extract<HostOrder, { order: 'train' }>,
): Promise<void> {
  process.env[witnessVariable] = witness; // the service inherits it
  const run = known ?? (await runs.createRun({ spec: experiment, preset: null }));
  try {
    if (known === null) await runs.start(run, { checkpointSeconds });
    else await runs.resume(run, { checkpointSeconds });
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    tell({ told: 'refused', code: error.code });
    return;
  }
  const { status, error } = await runs.wait(run);
  tell({ told: 'ended', status, code: error?.code ?? null });
}

async function obey(order: HostOrder): Promise<void> {
  if (order.order === 'open') return open(order.folder);
  if (workbench === null) throw new Error('nothing is open');
  if (order.order === 'train') return train(workbench, order);
  await workbench.close();
  workbench = null;
  return tell({ told: 'closed' });
}

process.on('message', (order: HostOrder) => {
  obey(order).catch((error: unknown) => tell({ told: 'trouble', message: reasonOf(error) }));
});
process.on('disconnect', () => process.exit(1));
