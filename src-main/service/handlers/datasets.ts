/** Datasets: the inspection process reads them. */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import type { HandlerContext } from './context.ts';

type Names = 'datasets/list' | 'datasets/examples' | 'datasets/preview' | 'datasets/add';

export function datasetHandlers({ inspection }: HandlerContext): Pick<Handlers, Names> {
  return {
    'datasets/list': (input) => inspection.ask('datasets/list', input, null),
    'datasets/examples': (input) => inspection.ask('datasets/examples', input, null),
    'datasets/preview': (input) => inspection.ask('datasets/preview', input, null),
    'datasets/add': (input) => inspection.ask('datasets/add', input, null),
  };
}
