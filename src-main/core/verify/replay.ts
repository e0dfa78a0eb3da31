/** Replays a golden trace on an engine, with the very programs that training uses, and compares every number. */

import type { Engine } from '../engine/engine.ts';
import { Comparison } from './comparison.ts';
import type { ReplayResult } from './comparison.ts';
import type { GoldenTrace } from './golden-trace.ts';
import { openLabelled, replayArticle, replayHinton } from './replay-labelled.ts';
import { openUnlabelled, replayUnlabelled } from './replay-unlabelled.ts';

export type { ReplayResult };

/** Replays `trace` on `engine`. Error: engine/failed. */
export async function replay(trace: GoldenTrace, engine: Engine): Promise<ReplayResult> {
  const comparison = new Comparison();
  const session = trace.version === 2 ? openUnlabelled(trace, engine) : openLabelled(trace, engine);
  try {
    if (trace.version === 2) await replayUnlabelled(trace, session, comparison);
    else if (trace.recipe === 'hinton') await replayHinton(trace, session, comparison);
    else await replayArticle(trace, session, comparison);
  } finally {
    session.dispose();
  }
  return comparison.result();
}
