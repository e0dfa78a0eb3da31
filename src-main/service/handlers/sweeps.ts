/** Sweeps: looked at before they begin, made, stopped, gone on with and extended. */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import type { HandlerContext } from './context.ts';

type Names = Extract<keyof Handlers, `sweeps/${string}`>;

export function sweepHandlers({ store, sweeps }: HandlerContext): Pick<Handlers, Names> {
  const done = (action: Promise<unknown>): Promise<null> => action.then(() => null);
  return {
    'sweeps/list': () => store.listSweeps(),
    'sweeps/get': ({ sweep }) => store.getSweep(sweep),
    'sweeps/check': ({ sweep }) => sweeps.check(sweep),
    'sweeps/create': async ({ sweep, place }) => ({ sweepId: await sweeps.create(sweep, place) }),
    'sweeps/stop': ({ sweep }) => done(sweeps.stop(sweep)),
    'sweeps/resume': ({ sweep }) => done(sweeps.resume(sweep)),
    'sweeps/extend': ({ sweep, ...extension }) => done(sweeps.extend(sweep, extension)),
    'sweeps/delete': ({ sweep }) => done(sweeps.delete(sweep)),
  };
}
