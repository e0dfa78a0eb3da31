/** What runs measured: names of metrics, curves thinned for drawing, histograms, films of the net's insides. */

import type { Handlers } from '../../../src-shared/contract/server.ts';
import type { HandlerContext } from './context.ts';

type Names = 'series/metrics' | 'series/window' | 'series/evaluations' | 'series/histograms' | 'series/films';

export function seriesHandlers({ store }: HandlerContext): Pick<Handlers, Names> {
  return {
    'series/metrics': ({ runs, search, limit }) => store.listMetrics(runs, search, limit),
    'series/window': (request) => store.seriesWindow(request),
    'series/evaluations': ({ runs }) => store.getEvaluations(runs),
    'series/histograms': ({ run, name, afterStep }) => store.getHistograms(run, name, afterStep),
    'series/films': ({ run, names, afterStep }) => store.getFilms(run, names, afterStep),
  };
}
