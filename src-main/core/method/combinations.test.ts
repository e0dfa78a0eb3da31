/**
 * Whatever is put together either trains or is refused in words: every kind of part, drawn at random into an experiment.
 * On `reference`.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { parseSpec, slotsInUse } from '../../../src-shared/spec/experiment-spec.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import { wakeAndSleepKind } from '../../../src-shared/spec/phases.ts';
import type { PartSlot } from '../../../src-shared/spec/slots.ts';
import { catalogue } from '../catalogue.ts';
import { stepCase } from '../engine/fixtures/program-cases.ts';
import { runProgram } from '../engine/fixtures/run-program.ts';
import { referenceEngine } from '../engine/reference/reference-engine.ts';
import { createRecipe } from '../net/recipe.ts';
import { refuseHopeless, specConcerns } from '../train/concerns.ts';
import { createMethod, createPlan } from '../train/plan.ts';
import { smallChoice } from './fixtures/finite-differences.ts';

const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
const facts = { image: { height: 4, width: 3, channels: 2 }, classes: 4, largestInput: 1 };
const examples = 3;

const choiceOf = (slot: PartSlot) =>
  fc.constantFrom(...catalogue[slot].all().map((part): PartChoice => smallChoice(part)));
/** As often as not with as many units as classes can share. */
const layerChoice = fc.tuple(choiceOf('layers'), fc.boolean()).map(([choice, divides]): PartChoice => {
  const shared = Object.entries({ units: 8, channels: 4 }).filter(([name]) => divides && name in choice);
  return { ...choice, ...Object.fromEntries(shared) };
});
const layers = fc
  .array(layerChoice, { minLength: 1, maxLength: 3 })
  .filter((chosen) => chosen.some(({ kind }) => kind !== 'black-box'));
const everyReadout = catalogue.readouts.all().map((part): PartChoice => ({
  ...smallChoice(part),
  ...('firstLayer' in part.parameters.shape ? { firstLayer: 1 } : {}),
}));
/** Makers of images fit few nets, and each of them others. */
const isMaker = ({ kind }: PartChoice) => ['image-map', 'ascent', 'generator'].includes(kind);
/** Most nets need a softmax, and a net without labels no goodness per label. */
const readouts = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constant(everyReadout.filter((choice) => choice.kind !== 'goodness' && !isMaker(choice))),
  },
  fc
    .constantFrom(...everyReadout.filter(isMaker))
    .map((maker) => [...everyReadout.filter(({ kind }) => kind === 'softmax'), maker]),
  fc.array(fc.constantFrom(...everyReadout), { minLength: 1, maxLength: 3 }),
  choiceOf('readouts').map((choice) => [choice]),
);
const single = [
  'method',
  'labels',
  'activation',
  'normalization',
  'goodness',
  'threshold',
  'objective',
  'peer',
  'negatives',
  'dropout',
  'optimizer',
  'schedule',
] as const;
/** Phases go with one method alone, and have a test of their own. */
const training = fc.oneof(
  {
    weight: 8,
    arbitrary: choiceOf('training').filter(({ kind }) => kind !== wakeAndSleepKind),
  },
  fc.constant({ kind: wakeAndSleepKind }),
);
/** Regions divide few of the layers drawn here, so most nets have none. */
const regions = fc.oneof({ weight: 4, arbitrary: fc.constant({ kind: 'none' }) }, choiceOf('regions'));
/** A label on top goes with top-down input alone, and most nets have none. */
const feedback = fc.oneof({ weight: 3, arbitrary: fc.constant({ kind: 'none' }) }, choiceOf('feedback'));
/** Steps would leave weights of nets so small where they are. */
const device = choiceOf('device').map((choice) =>
  choice.kind === 'analog' ? { ...choice, steps: null } : choice,
);
/** Methods that take few of the nets drawn here are drawn seldom; a test of their own draws nets for them. */
const method = fc.oneof(
  { weight: 4, arbitrary: fc.constant<PartChoice>({ kind: 'forward-forward' }) },
  { weight: 3, arbitrary: choiceOf('method') },
);
const slots = {
  ...Object.fromEntries(single.map((slot) => [slot, choiceOf(slot)])),
  training,
  regions,
  feedback,
  device,
};

/** A draft with a choice in every slot that another choice brings in, and in no other. */
const drafts = fc
  .record({ ...slots, method, layers, readouts })
  .map((chosen): Readonly<Record<string, unknown>> => {
    const all: Record<string, unknown> = { name: 'drawn', dataset: { kind: 'synthetic' }, ...chosen };
    const used = (draft: object, slot: string) =>
      slot === 'name' || slotsInUse(catalogue, draft as Readonly<Record<string, unknown>>).has(slot);
    // Labels hang on the negatives, which hang on the method: what is left out takes along what only it brought in.
    // A generator goes with the adversarial method alone, which does not go without.
    if (chosen.method.kind === 'adversarial' && chosen.readouts.length > 1)
      all['readouts'] = everyReadout.filter(({ kind }) => kind === 'softmax' || kind === 'generator');
    const once = Object.fromEntries(Object.entries(all).filter(([slot]) => used(all, slot)));
    return Object.fromEntries(Object.entries(once).filter(([slot]) => used(once, slot)));
  });

/** Why it is refused, or null; then every stage of it takes two steps that leave finite numbers and change what it trains. */
async function refusal(draft: Readonly<Record<string, unknown>>): Promise<string | null> {
  const spec = parseSpec(catalogue, draft);
  try {
    refuseHopeless(specConcerns(spec, facts));
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    return error.message;
  }
  const recipe = createRecipe(spec, facts);
  const method = createMethod(spec);
  for (const stage of createPlan(spec, recipe, 12).stages) {
    const { program, inputs } = stepCase('drawn', recipe, stage, 'image', examples, method);
    const outputs = await runProgram(engine, program, inputs, 2);
    const broken = Object.keys(outputs).filter((name) =>
      outputs[name]?.some((each) => !Number.isFinite(each)),
    );
    const unmoved = Object.keys(method.trained(recipe, stage)).filter((name) => {
      const [before, after] = [inputs[name], outputs[name]];
      return /weights\/[^/]+$|bias$/.test(name) && before?.every((each, at) => each === after?.[at]) === true;
    });
    expect({ broken, unmoved }).toEqual({ broken: [], unmoved: [] });
  }
  return null;
}

async function tried(some: typeof drafts, numRuns: number) {
  const refused = new Set<string>();
  let trained = 0;
  await fc.assert(
    fc.asyncProperty(some, async (draft) => {
      const reason = await refusal(draft);
      if (reason === null) trained += 1;
      else refused.add(reason);
    }),
    { numRuns },
  );
  for (const reason of refused) expect(reason).toMatch(/^[A-Z].{20,}[.]$/s);
  return { trained, refused: refused.size };
}

test('whatever is put together trains or is refused in words', async () => {
  const { trained, refused } = await tried(drafts, 800);
  // About one in fifteen, and fewer with every part that goes with few others: far below that, chance does not fail it.
  expect(trained).toBeGreaterThan(25);
  expect(refused).toBeGreaterThan(5);
});

test('whatever is put together with a method that is hard to please trains or is refused in words', async () => {
  const pleasing = fc.tuple(drafts, fc.boolean(), device).map(([draft, taught, chosen]) => ({
    ...draft,
    method: { kind: taught ? 'distillation' : 'fast-and-slow' },
    ...Object.fromEntries(
      Object.entries({
        activation: { kind: 'relu' },
        goodness: { kind: 'sum-of-squares' },
        threshold: { kind: 'expected' },
        objective: { kind: 'logistic' },
        peer: taught ? { kind: 'running-mean' } : undefined,
        device: taught ? chosen : undefined,
        regions: undefined,
        feedback: undefined,
        dropout: undefined,
      }),
    ),
    layers: [{ kind: 'dense', units: 5 }, ...(taught ? (draft['layers'] as PartChoice[]) : [])],
    labels: undefined,
    negatives: { kind: 'hybrid', blurs: 1 },
    readouts: everyReadout.filter(({ kind }) => ['softmax', 'probe'].includes(kind)),
    training: { kind: 'together' },
  }));
  const { trained } = await tried(pleasing, 40);
  expect(trained).toBeGreaterThan(15);
});

test('whatever is put together with top-down input and errors sent back trains or is refused in words', async () => {
  const idle = ['labels', 'goodness', 'threshold', 'regions', 'objective', 'peer', 'negatives'];
  const sentBack = drafts.map((draft) => ({
    ...Object.fromEntries(Object.entries(draft).filter(([slot]) => !idle.includes(slot))),
    method: { kind: 'back-propagation' },
    feedback: { kind: 'synchronous', iterations: 3, firstJudged: 1, lastJudged: 2 },
    training: { kind: 'together' },
    dropout: { kind: 'none' },
    readouts: [{ kind: 'softmax' }],
  }));
  const { trained, refused } = await tried(sentBack, 240);
  expect(trained).toBeGreaterThan(5);
  expect(refused).toBeGreaterThan(1);
});

test('whatever is put together with top-down input trains or is refused in words', async () => {
  const settling = drafts.map((draft) => ({
    ...draft,
    method: { kind: 'forward-forward' },
    labels: { kind: 'on-top' },
    feedback: { kind: 'synchronous', iterations: 3, firstJudged: 1, lastJudged: 2 },
    negatives: { kind: 'uniform' },
    training: { kind: 'together' },
    dropout: { kind: 'none' },
    ...Object.fromEntries(
      Object.entries({
        goodness: { kind: 'sum-of-squares' },
        threshold: { kind: 'expected' },
        objective: { kind: 'logistic' },
      }).filter(([slot]) => draft[slot] === undefined),
    ),
  }));
  const { trained, refused } = await tried(settling, 150);
  expect(trained).toBeGreaterThan(3);
  expect(refused).toBeGreaterThan(2);
});

test('whatever is put together with phases of wake and sleep trains or is refused in words', async () => {
  const phased = drafts.map((draft) => ({
    goodness: { kind: 'sum-of-squares' },
    threshold: { kind: 'expected' },
    objective: { kind: 'logistic' },
    ...(draft['negatives'] === undefined
      ? { negatives: { kind: 'uniform' }, labels: { kind: 'in-input' } }
      : {}),
    ...draft,
    method: { kind: 'forward-forward' },
    training: { kind: wakeAndSleepKind, wake: 2, sleep: 3, sleepSmoothing: 0.99 },
  }));
  const { trained, refused } = await tried(phased, 200);
  expect(trained).toBeGreaterThan(3);
  expect(refused).toBeGreaterThan(2);
});
