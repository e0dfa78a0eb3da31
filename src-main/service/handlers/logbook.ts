/** Pages of the logbook. What one window writes the others are told of. */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import type { LogbookAnswer } from '../../../src-shared/views/logbook-view.ts';
import type { HandlerContext } from './context.ts';

type Names = 'logbook/list' | 'logbook/get' | 'logbook/write' | 'logbook/step' | 'logbook/delete';

export function logbookHandlers({ store, logbookChanged }: HandlerContext): Pick<Handlers, Names> {
  const change = async (page: string, action: () => Promise<LogbookAnswer>): Promise<LogbookAnswer> => {
    const answer = await action();
    if (answer.written) logbookChanged(page);
    return answer;
  };
  return {
    'logbook/list': () => store.listPages(),
    'logbook/get': ({ page }) => store.getPage(page),
    'logbook/write': ({ page, over, ...text }) =>
      change(page, () => store.writePage({ id: page, ...text }, over)),
    'logbook/step': ({ page, direction, over }) => change(page, () => store.stepPage(page, direction, over)),
    'logbook/delete': ({ page, over }) => change(page, () => store.deletePage(page, over)),
  };
}
