/** The settings: read, changed, and in force at once. */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import { readSettings, writeSettings } from '../settings.ts';
import type { HandlerContext } from './context.ts';

export function settingsHandlers({
  store,
  runs,
}: HandlerContext): Pick<Handlers, 'settings/get' | 'settings/set'> {
  return {
    'settings/get': () => readSettings(store),
    'settings/set': async (settings) => {
      await runs.setSlots(settings.slots);
      await writeSettings(store, settings);
      return settings;
    },
  };
}
