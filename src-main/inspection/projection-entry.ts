/** The thread that lays points out starts here: it takes seconds, and other questions must not wait for it. */

import { parentPort, workerData } from 'node:worker_threads';

import { assertDefined } from '../../src-shared/base/assert.ts';
import { project } from './project.ts';
import type { ProjectRequest } from './project.ts';

assertDefined(parentPort, 'the line to the inspection process').postMessage(
  project(workerData as ProjectRequest),
);
