/** What a window asks first: which program this is, and what an earlier session left unfinished. */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import { captureEnvironment } from '../environment.ts';
import { sampleArchives } from '../sample-project.ts';
import type { HandlerContext } from './context.ts';

export function workbenchHandlers(context: HandlerContext): Pick<Handlers, 'workbench/info'> {
  const { host, version, dataFolder, resources, store } = context;
  const { platform, cpu, cores, memoryBytes } = captureEnvironment(version);
  return {
    'workbench/info': async () => {
      const unfinished = await store.listRuns({ status: ['interrupted'], includeArchived: true });
      const stillInterrupted = new Set(unfinished.map((run) => run.runId));
      return {
        version,
        host,
        platform,
        cpu,
        cores,
        memoryBytes,
        dataFolder,
        interrupted: context.interrupted.filter((runId) => stillInterrupted.has(runId)),
        sample: sampleArchives(resources).length > 0,
      };
    },
  };
}
