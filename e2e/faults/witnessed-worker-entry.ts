/** The real worker, trainer included; it also writes down each moment before anybody else hears of it. */

import type { Train } from '../../src-main/core/train/training-run.ts';
import { realWorkerParts } from '../../src-main/training/real-worker-parts.ts';
import { runTrainingWorker } from '../../src-main/training/run-worker.ts';
import type { TrainingEvent } from '../../src-shared/events/training-event.ts';
import { openWitness, witnessVariable } from './witness.ts';
import type { Moment } from './witness.ts';

const say = openWitness(process.env[witnessVariable] ?? '');

function momentOf(event: TrainingEvent): Moment | null {
  switch (event.type) {
    case 'started':
      return 'began';
    case 'evaluated':
      return event.final ? 'evaluated-finally' : 'evaluated';
    case 'progressed':
      return event.activity === 'evaluating' ? 'evaluating' : null;
    case 'measured':
    case 'finished':
    case 'failed':
      return event.type;
    case 'histogram':
    case 'snapshot':
    case 'checkpointed':
    case 'warned':
      return null;
  }
}

const train: Train = async function* (spec, dependencies) {
  const events = realWorkerParts.train(spec, {
    ...dependencies,
    saveCheckpoint: async (state) => {
      say('saving', state.step);
      const receipt = await dependencies.saveCheckpoint(state);
      say('saved', state.step);
      return receipt;
    },
  });
  for await (const event of events) {
    const moment = momentOf(event);
    if (moment !== null) say(moment, event.step);
    yield event;
  }
};

await runTrainingWorker({ ...realWorkerParts, train });
