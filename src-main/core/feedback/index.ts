/** Every kind of top-down input. A new one is one entry here. */

import { z } from 'zod';

import { Registry } from '../../../src-shared/base/registry.ts';
import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { definePart, parameter } from '../../../src-shared/spec/part.ts';
import type { Feedback } from './feedback.ts';

const none = definePart({
  kind: 'none',
  label: 'None',
  help: 'Layers see what is below them and nothing else: one pass from the image up is an answer.',
  parameters: z.object({}),
  create: (): null => null,
});

const iterationCount = (usual: number, label: string, help: string) =>
  parameter(z.int().min(1).max(64).default(usual), { label, unit: 'iterations', help });

const synchronous = definePart({
  kind: 'synchronous',
  label: 'From the layer above, all layers at once',
  help: 'The image is a picture that stands still, the label the layer on top. At every iteration each layer is computed from the layers below and above it as they were before; part of its old state stays, which keeps it from swinging.',
  source: 'Hinton 2022, arXiv 2212.13345, section 3.4',
  parameters: z.object({
    iterations: iterationCount(8, 'Iterations', 'How many iterations the layers learn from at every step.'),
    keep: parameter(z.number().min(0).max(0.99).default(0.3), {
      label: 'Kept of the old state',
      help: 'The share of the old state in the new one; the rest is what was computed.',
    }),
    firstJudged: iterationCount(
      3,
      'First judged',
      'Goodness is averaged over iterations from this one on when the net answers.',
    ),
    lastJudged: iterationCount(5, 'Last judged', 'The last iteration that counts when the net answers.'),
  }),
  create: ({ iterations, keep, firstJudged: first, lastJudged: last }): Feedback => {
    const refuse = (problems: string): never => {
      throw new WorkbenchError('spec/invalid', { problems });
    };
    if (last > iterations)
      refuse(
        `feedback: iteration ${last} is to be judged and only ${iterations} are run; judge earlier ones, or run more`,
      );
    if (first > last) refuse(`feedback: the first iteration judged, ${first}, comes after the last, ${last}`);
    return { iterations, keep, judged: { first, last } };
  },
});

export const feedbackParts = new Registry<typeof none | typeof synchronous>('top-down input', [
  none,
  synchronous,
]);
