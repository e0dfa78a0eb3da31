/** Which engines work here: tried in the inspection process, so that a driver's crash takes nothing with it. */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import type { HandlerContext } from './context.ts';

export function engineHandlers({ inspection }: HandlerContext): Pick<Handlers, 'engines/survey'> {
  return { 'engines/survey': (input) => inspection.ask('engines/survey', input, null) };
}
