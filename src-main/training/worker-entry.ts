/** A run's worker thread starts here. */

import { realWorkerParts } from './real-worker-parts.ts';
import { runTrainingWorker } from './run-worker.ts';

await runTrainingWorker(realWorkerParts);
