/** The settings: read, changed, and in force at once. */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import { changeSettings, readSettings } from '../settings.ts';
import type { HandlerContext } from './context.ts';

export function settingsHandlers({
  store,
  runs,
  settingsChanged,
}: HandlerContext): Pick<Handlers, 'settings/get' | 'settings/set'> {
  return {
    'settings/get': () => readSettings(store),
    'settings/set': async ({ slots }) => {
      if (slots !== undefined) {
        await runs.setSlots(slots);
        await changeSettings(store, { slots });
      }
      settingsChanged();
      return readSettings(store);
    },
  };
}
