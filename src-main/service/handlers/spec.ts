/** What experiments can be made of, which ones there are to start from, and what is wrong with a draft. */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import { catalogue } from '../../core/catalogue.ts';
import { viewCatalogue } from '../catalogue-view.ts';
import { viewPresets } from '../preset-views.ts';
import type { HandlerContext } from './context.ts';

export function specHandlers({
  inspection,
  resources,
}: HandlerContext): Pick<Handlers, 'spec/catalogue' | 'spec/presets' | 'spec/check'> {
  return {
    'spec/catalogue': () => viewCatalogue(catalogue),
    'spec/presets': () => viewPresets(resources),
    'spec/check': (input) => inspection.ask('spec/check', input, null),
  };
}
