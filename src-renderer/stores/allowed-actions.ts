import { lacksLastSteps, wouldFailAgain } from '../../src-shared/views/run-view.ts';
import type { RunDetail } from '../../src-shared/views/run-view.ts';

/** Which verbs make sense. Of a run known by its status alone, those that its status allows. */
export function allowedActions(
  run: Pick<RunDetail, 'status'> & Partial<Pick<RunDetail, 'error' | 'step' | 'checkpoints'>>,
): {
  readonly pause: boolean;
  readonly resume: boolean;
  readonly stop: boolean;
  readonly delete: boolean;
} {
  const { status, error = null, step = 0, checkpoints = [] } = run;
  const isActive = status === 'running' || status === 'paused' || status === 'queued';
  return {
    pause: status === 'running',
    resume:
      status === 'paused' ||
      status === 'stopped' ||
      status === 'interrupted' ||
      (status === 'failed' && !wouldFailAgain({ error })) ||
      (status === 'completed' && lacksLastSteps({ step, checkpoints })),
    stop: isActive,
    delete: !isActive,
  };
}
