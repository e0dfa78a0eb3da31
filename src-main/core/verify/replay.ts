/** Replays a golden trace on an engine, with the very programs that training uses, and compares every number. */

import type { Engine } from '../engine/engine.ts';
import { Comparison } from './comparison.ts';
import type { ReplayResult } from './comparison.ts';
import type { GoldenTrace } from './golden-trace.ts';
import { openLabelled, replayArticle, replayHinton } from './replay-labelled.ts';
import { openRecurrent, replayRecurrent } from './replay-recurrent.ts';
import { openUnlabelled, replayUnlabelled } from './replay-unlabelled.ts';
import type { Session } from './session.ts';

export type { ReplayResult };

/** Replays `trace` on `engine`. Error: engine/failed. */
export async function replay(trace: GoldenTrace, engine: Engine): Promise<ReplayResult> {
  const comparison = new Comparison();
  const [session, follow] = opened(trace, engine);
  try {
    await follow(session, comparison);
  } finally {
    session.dispose();
  }
  return comparison.result();
}

type Follow = (session: Session, comparison: Comparison) => Promise<void>;

function opened(trace: GoldenTrace, engine: Engine): [Session, Follow] {
  switch (trace.recipe) {
    case 'hinton':
      return [openLabelled(trace, engine), (...rest) => replayHinton(trace, ...rest)];
    case 'article':
      return [openLabelled(trace, engine), (...rest) => replayArticle(trace, ...rest)];
    case 'recurrent':
      return [openRecurrent(trace, engine), (...rest) => replayRecurrent(trace, ...rest)];
    case 'hybrid':
    case 'local':
      return [openUnlabelled(trace, engine), (...rest) => replayUnlabelled(trace, ...rest)];
  }
}
