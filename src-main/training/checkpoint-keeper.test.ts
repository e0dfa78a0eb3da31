import { expect, test } from 'vitest';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { CheckpointReceipt, TrainingState } from '../core/train/training-run.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import type { CheckpointFiles } from './checkpoint-keeper.ts';

const stateAt = (step: number, trainSeconds = 3_600): TrainingState => ({
  step,
  epoch: 0,
  trainSeconds,
  tensors: {},
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Files in memory, named by their step; those in `damaged` cannot be read. */
function files(present: string[], damaged: string[] = [], trainSeconds = 3_600): CheckpointFiles {
  return {
    list: async () => present.toSorted(),
    read: async (file) => {
      if (damaged.includes(file)) throw new WorkbenchError('checkpoint/damaged', { file, problem: 'torn' });
      return stateAt(Number(file), trainSeconds);
    },
    write: async ({ step }) => {
      present.push(String(step));
      return { file: String(step), sha256: '', bytes: 0 };
    },
    delete: async (file) => void present.splice(present.indexOf(file), 1),
  };
}
const recorded = (...names: string[]): CheckpointReceipt[] =>
  names.map((file) => ({ file, sha256: '', bytes: 0 }));

test.each([
  {
    name: 'a recorded checkpoint before a newer one nobody heard of',
    damaged: [],
    known: ['2', '1'],
    from: '2',
  },
  { name: 'the older recorded one when the newer is torn', damaged: ['2'], known: ['2', '1'], from: '1' },
  { name: 'one that was never recorded rather than none', damaged: ['1', '2'], known: ['2', '1'], from: '3' },
  { name: 'the newest when nothing was recorded', damaged: [], known: [], from: '3' },
  { name: 'the start when all are torn', damaged: ['1', '2', '3'], known: ['2', '1'], from: null },
])('a run goes on from $name', async ({ damaged, known, from }) => {
  const keeper = new CheckpointKeeper(files(['1', '2', '3'], damaged), recorded(...known));
  const { state, point } = await keeper.restore();
  expect([point.file, point.step, state?.step ?? null]).toEqual([
    from,
    Number(from ?? 0),
    from && Number(from),
  ]);
  expect(point.damaged.map((each) => each.file).toSorted()).toEqual(damaged);
});

test('a run of a minute begins again rather than go on from a checkpoint that was never recorded', async () => {
  const young = files(['1', '2', '3'], [], 59);
  expect(await new CheckpointKeeper(young, []).restore()).toEqual({
    state: null,
    point: { step: 0, file: null, damaged: [] },
  });
  expect((await new CheckpointKeeper(young, recorded('1')).restore()).point.file).toBe('1');
});

test('a checkpoint is not written again where nothing was learnt since it was read or written', async () => {
  const present = ['1'];
  const keeper = new CheckpointKeeper(files(present), [{ file: '1', sha256: 'as recorded', bytes: 9 }]);
  await keeper.restore();
  expect(await keeper.save(stateAt(1, 3_601))).toEqual({ file: '1', sha256: 'as recorded', bytes: 9 });
  await keeper.save(stateAt(2));
  await keeper.save(stateAt(2, 3_602));
  expect(present).toEqual(['1', '2']);
});

test('older checkpoints go once newer ones are recorded, and not before', async () => {
  const present = ['1', '2'];
  const keeper = new CheckpointKeeper(files(present), recorded('2', '1'));
  await keeper.restore();
  await keeper.save(stateAt(3));
  await keeper.save(stateAt(4));
  expect(present).toEqual(['1', '2', '3', '4']);
  keeper.confirm('3');
  await turn();
  expect(present).toEqual(['2', '3', '4']);
  keeper.confirm('4');
  await turn();
  expect(present).toEqual(['3', '4']);
});
