/** The training service's process starts here: forked by Node's host, or run as a utility process by Electron. */

import { runTrainingService } from './run-service.ts';

// Run from source the worker is a .ts file; in a bundled host it lies beside this one as .js.
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
runTrainingService(new URL(`./worker-entry.${extension}`, import.meta.url));
