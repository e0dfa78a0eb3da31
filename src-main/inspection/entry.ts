/**
 * The inspection process starts here: forked by Node's host, or run as a utility process by Electron. It answers one
 * question after another, several at a time, and never outlives its host.
 */

import { openParentPort } from '../child/parent-port.ts';
import { Inspector } from './inspector.ts';
import type { InspectionRequest } from './messages.ts';
import { openInspectionEngine } from './open-inspection-engine.ts';
import { projectApart } from './project-apart.ts';

// Run from source the worker is a .ts file; in a bundled host it lies beside this one as .js.
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const projectionEntry = new URL(`./projection-entry.${extension}`, import.meta.url);

const port = openParentPort();
const inspector = new Inspector({
  openEngine: openInspectionEngine,
  project: (request) => projectApart(projectionEntry, request),
  clock: () => performance.now(),
});
port.onMessage((message) => {
  void inspector.answer(message as InspectionRequest).then((reply) => port.post(reply));
});

// Ctrl-C and a closing terminal reach the whole process group; the host decides what they mean.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
// Nobody is left to answer, and nothing needs a farewell; a signal also ends threads that are deep inside a driver.
port.onDisconnect(() => process.kill(process.pid, 'SIGKILL'));
