/** Looking into a net: the inspection process answers; here it is told what only the host knows of the run. */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import type { InspectedRun } from '../../inspection/messages.ts';
import { inspectedRun } from '../inspect-run.ts';
import type { HandlerContext } from './context.ts';

type Names =
  | 'inspect/examples'
  | 'inspect/image'
  | 'inspect/picture'
  | 'inspect/classifier'
  | 'inspect/split'
  | 'inspect/fields'
  | 'inspect/projection';

export function inspectHandlers({ store, inspection, dataFolder }: HandlerContext): Pick<Handlers, Names> {
  const about = async (name: string): Promise<InspectedRun> =>
    inspectedRun(await store.getRun(name), dataFolder);
  return {
    'inspect/examples': async (input) => inspection.ask('inspect/examples', input, await about(input.run)),
    'inspect/image': async (input) => inspection.ask('inspect/image', input, await about(input.run)),
    'inspect/picture': async (input) => inspection.ask('inspect/picture', input, await about(input.run)),
    'inspect/classifier': async (input) =>
      inspection.ask('inspect/classifier', input, await about(input.run)),
    'inspect/split': async (input) => inspection.ask('inspect/split', input, await about(input.run)),
    'inspect/fields': async (input) => inspection.ask('inspect/fields', input, await about(input.run)),
    'inspect/projection': async (input) =>
      inspection.ask('inspect/projection', input, await about(input.run)),
  };
}
