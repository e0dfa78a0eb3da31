/** The process of engine-survey.ts starts here: hears how many threads, answers with the reports, and ends. */

import { surveyEngines } from '../../core/engine/pick-engine.ts';

process.once('message', (request: { readonly threads: number | null }) => {
  surveyEngines({ threads: request.threads, device: 'auto' }, () => performance.now()).then(
    (reports) => process.send?.(reports, undefined, undefined, () => process.exit(0)),
    (error: unknown) => {
      throw error;
    },
  );
});
