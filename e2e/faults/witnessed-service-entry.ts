/** The real training service, with workers that also write down what they do. */

import { runTrainingService } from '../../src-main/training/run-service.ts';

runTrainingService(new URL('./witnessed-worker-entry.ts', import.meta.url));
