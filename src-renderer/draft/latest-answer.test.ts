import { expect, test } from 'vitest';

import { createLatestAnswer } from './latest-answer.ts';

function asking() {
  const asked: string[] = [];
  const heard: string[] = [];
  const answers = new Map<string, PromiseWithResolvers<string>>();
  const latest = createLatestAnswer<string, string>({
    pauseMilliseconds: 5,
    ask: (question) => {
      asked.push(question);
      const answer = Promise.withResolvers<string>();
      answers.set(question, answer);
      return answer.promise;
    },
    take: (answer) => heard.push(answer),
    fail: (thrown) => heard.push(`failed: ${String(thrown)}`),
  });
  return { latest, asked, heard, answers };
}
const pause = (milliseconds = 20) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('only the last of several quick questions is asked', async () => {
  const { latest, asked, answers, heard } = asking();
  for (const question of ['a', 'b', 'c']) latest.ask(question);
  await pause();
  answers.get('c')?.resolve('C');
  await pause(0);
  expect({ asked, heard }).toEqual({ asked: ['c'], heard: ['C'] });
});

test('an answer that comes after a newer question is dropped, be it a failure or not', async () => {
  const { latest, answers, heard } = asking();
  latest.ask('a');
  await pause();
  latest.ask('b');
  answers.get('a')?.reject(new Error('late'));
  await pause();
  latest.ask('c');
  answers.get('b')?.resolve('late');
  latest.flush();
  answers.get('c')?.reject('wrong');
  await pause(0);
  expect(heard).toEqual(['failed: wrong']);
});

test('flushing asks at once and once; stopping takes nothing any more', async () => {
  const { latest, asked, answers, heard } = asking();
  latest.ask('a');
  latest.flush();
  latest.flush();
  await pause();
  latest.stop();
  answers.get('a')?.resolve('A');
  latest.ask('b');
  latest.stop();
  await pause();
  expect({ asked, heard }).toEqual({ asked: ['a'], heard: [] });
});
