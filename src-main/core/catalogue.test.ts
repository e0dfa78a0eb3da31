import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { configurationHash, parseSpec, specHash } from '../../src-shared/spec/experiment-spec.ts';
import type { ExperimentSpec } from '../../src-shared/spec/experiment-spec.ts';
import type { PartChoice, PartInfo } from '../../src-shared/spec/part.ts';
import { membersOf, readSeries } from '../../src-shared/spec/series.ts';
import { partSlots } from '../../src-shared/spec/slots.ts';
import type { PartSlot } from '../../src-shared/spec/slots.ts';
import { catalogue } from './catalogue.ts';
import { refuseHopeless, specConcerns } from './train/concerns.ts';

const folder = join(import.meta.dirname, '../../resources/presets');
const presets = (await readdir(folder)).filter((file) => file.endsWith('.json'));
const mnistFacts = { image: { height: 28, width: 28, channels: 1 }, classes: 10, largestInput: 1 };
/** Of datasets that are not images: windows of ten of thirty symbols, of seven of sixteen. */
const textFacts: Readonly<Record<string, typeof mnistFacts>> = {
  text: { image: { height: 11, width: 30, channels: 1 }, classes: 30, largestInput: 1 },
  'associative-recall': { image: { height: 8, width: 16, channels: 1 }, classes: 8, largestInput: 1 },
};

const fileOf = async (file: string) =>
  JSON.parse(await readFile(join(folder, file), 'utf8')) as Record<string, unknown>;
/** Of a series the first. */
const draftOf = async (file: string) => membersOf(readSeries(await fileOf(file), file))[0]?.draft ?? {};

const everyPart = partSlots.flatMap((slot) =>
  catalogue[slot].all().map((part): [string, PartSlot, PartInfo] => [`${slot} ${part.kind}`, slot, part]),
);

/** Keys in reverse, all the way down. */
function turnedRound(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnedRound);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turnedRound(inner)]),
  );
}

/** By the name in the series; "symba" goes by its own name. */
const familyFiles = [
  'gelu',
  'layer-norm',
  'leaky-relu',
  'mean-of-activities',
  'mean-of-squares-minimized',
  'mean-of-squares',
  'no-normalization',
  'soft-maximum',
  'softplus',
  'sum-of-activities',
  'sum-of-squares-minimized',
  'sum-of-squares',
  't-distribution',
  'tanh',
  'top-k',
  'unit-length',
].map((family) => `family-${family}.json`);

test('the promised presets are there', () => {
  expect(presets.toSorted()).toEqual([
    'article-every-batch.json',
    'article.json',
    'back-propagation.json',
    'black-box.json',
    'cifar-local-bp.json',
    'cifar-local.json',
    'cifar-quick.json',
    'cifar-table.json',
    'cifar-top-down-bp.json',
    'cifar-top-down.json',
    'class-groups-quick.json',
    'class-groups.json',
    'convolution.json',
    'deeper-forward-quick.json',
    'deeper-forward.json',
    ...familyFiles,
    'fast-weights.json',
    'generate.json',
    'goodness-families.json',
    'hinton.json',
    'layer-collaboration-quick.json',
    'layer-collaboration.json',
    'learning-fast-and-slow.json',
    'local-fields-quick.json',
    'local-fields.json',
    'memory-by-depth.json',
    'mortal.json',
    'next-character.json',
    'popular-example.json',
    'quick-start.json',
    'recurrent-quick.json',
    'recurrent.json',
    'regions.json',
    'self-contrastive.json',
    'self-made-negatives.json',
    'shifts-quick.json',
    'shifts.json',
    'sleep-map.json',
    'sleep.json',
    'small-adam.json',
    'supervised-paper.json',
    'symba.json',
    'unsupervised-quick.json',
    'unsupervised.json',
  ]);
});

test.each(presets)('%s is made of whole, trainable experiments of their own names', async (file) => {
  for (const { name, draft } of membersOf(readSeries(await fileOf(file), file.slice(0, -'.json'.length)))) {
    const spec = parseSpec(catalogue, draft);
    expect(spec.name).toBe(name);
    expect(parseSpec(catalogue, spec)).toEqual(spec);
    expect(Object.isFrozen(spec) && Object.isFrozen(spec.layers) && spec.layers.every(Object.isFrozen)).toBe(
      true,
    );
    refuseHopeless(specConcerns(spec, textFacts[spec.dataset.kind] ?? mnistFacts));
  }
});

test('memory by depth compares two methods at five depths, all else alike', async () => {
  const members = membersOf(readSeries(await fileOf('memory-by-depth.json'), 'memory-by-depth'));
  const specs = members.map(({ draft }) => parseSpec(catalogue, draft));
  expect(specs.map(({ method, layers }) => [method.kind, layers.length])).toEqual(
    ['forward-forward', 'back-propagation'].flatMap((method) =>
      [2, 4, 8, 16, 32].map((depth) => [method, depth]),
    ),
  );
  const alike = ({ dataset, layers, training }: ExperimentSpec) => ({
    dataset,
    layer: layers.at(-1),
    training,
  });
  expect(new Set(specs.map((spec) => JSON.stringify(alike(spec)))).size).toBe(1);
});

test('the table of CIFAR-10 is the presets of the same nets, and the one made larger that is minimized there', async () => {
  const members = membersOf(readSeries(await fileOf('cifar-table.json'), 'cifar-table'));
  expect(members.map(({ name }) => name)).toEqual(
    ['back-propagation', 'sum of squares, minimized', 'sum of squares, maximized'].flatMap((base) =>
      [2, 3].map((depth) => `${base}, ${depth} layers`),
    ),
  );
  const [sentBack, , minimized] = members.map(({ draft }) => configurationHash(parseSpec(catalogue, draft)));
  const alone = ['cifar-top-down-bp.json', 'cifar-top-down.json'].map(async (file) =>
    configurationHash(parseSpec(catalogue, await fileOf(file))),
  );
  expect([sentBack, minimized]).toEqual(await Promise.all(alone));
});

test('every family is a preset of its own and a base of the series, with one net and one course of training', async () => {
  const { bases } = readSeries(await fileOf('goodness-families.json'), 'goodness-families');
  const drafts = await Promise.all([...familyFiles, 'symba.json'].map(fileOf));
  const nameOf = (base: string) => (base === 'symba' ? base : `family-${base.replaceAll(' ', '-')}`);
  const named = Object.entries(bases).map(([base, draft]) => ({ name: nameOf(base), ...draft }));
  const byName = (a: { name?: unknown }, b: { name?: unknown }) => (String(a.name) < String(b.name) ? -1 : 1);
  expect(named.toSorted(byName)).toEqual(drafts.toSorted(byName));
  const specs = drafts.map((draft) => parseSpec(catalogue, draft));
  const alike = ({
    dataset,
    labels,
    layers,
    negatives,
    peer,
    training,
    schedule,
    readouts,
  }: ExperimentSpec) =>
    JSON.stringify({ dataset, labels, layers, negatives, peer, training, schedule, readouts });
  expect(new Set(specs.map(alike)).size).toBe(1);
});

test('every goodness, activation, normalization and objective is in some preset', async () => {
  const series = await Promise.all(
    presets.map(async (file) => membersOf(readSeries(await fileOf(file), file))),
  );
  const specs = series.flat().map(({ draft }) => parseSpec(catalogue, draft));
  for (const slot of ['goodness', 'activation', 'normalization', 'objective'] as const) {
    const used = new Set(specs.map((spec) => spec[slot]?.kind));
    expect([slot, catalogue[slot].kinds().filter((kind) => !used.has(kind))]).toEqual([slot, []]);
  }
});

test.each(presets)('%s has a hash that minds neither the order of keys nor the name', async (file) => {
  const draft = await draftOf(file);
  const hash = specHash(parseSpec(catalogue, draft));
  expect(specHash(parseSpec(catalogue, turnedRound(draft)))).toBe(hash);
  expect(specHash(parseSpec(catalogue, { ...draft, name: 'another' }))).toBe(hash);
  const reseeded = parseSpec(catalogue, { ...draft, seed: 99 });
  expect(specHash(reseeded)).not.toBe(hash);
  expect(configurationHash(reseeded)).toBe(configurationHash(parseSpec(catalogue, draft)));
});

test.each(presets)('%s has the hash that it had before read-outs went by candidates', async (file) => {
  const spec = parseSpec(catalogue, await draftOf(file));
  const readouts = spec.readouts.map(({ candidates: _, ...choice }): PartChoice => choice);
  expect(specHash({ ...spec, readouts })).toBe(specHash(spec));
  expect(configurationHash({ ...spec, readouts })).toBe(configurationHash(spec));
});

/** Strings that a net writes itself are no images. */
const ofImages = presets.filter((file) => file !== 'next-character.json');

test.each(ofImages)('%s takes Fashion-MNIST by its dataset alone', async (file) => {
  for (const { name, draft } of membersOf(readSeries(await fileOf(file), file))) {
    const spec = parseSpec(catalogue, { ...draft, dataset: { kind: 'fashion-mnist' } });
    expect([name, spec.dataset['trainExamples']]).toEqual([name, expect.any(Number)]);
    refuseHopeless(specConcerns(spec, mnistFacts));
  }
});

test('presets hold the published constants', async () => {
  const hinton = parseSpec(catalogue, await draftOf('hinton.json'));
  const article = parseSpec(catalogue, await draftOf('article.json'));
  // SCIENCE.md 2.2 and 2.1.
  expect({
    units: hinton.layers.map((layer) => layer['units']),
    training: hinton.training,
    peer: hinton.peer,
    optimizer: hinton.optimizer,
    softmax: hinton.readouts[1],
    negatives: hinton.negatives,
  }).toEqual({
    units: [1000, 1000, 1000],
    training: { kind: 'together', epochs: 125, batchSize: 100, shuffled: true },
    peer: { kind: 'running-mean', strength: 0.03, momentum: 0.9, initial: 0.5 },
    optimizer: { kind: 'smoothed-sgd', learningRate: 0.01, smoothing: 0.9, weightDecay: 0.001 },
    softmax: {
      kind: 'softmax',
      firstLayer: 2,
      lastLayer: null,
      learningRate: 0.1,
      smoothing: 0.9,
      weightDecay: 0.003,
    },
    negatives: { kind: 'hard' },
  });
  expect({
    units: article.layers.map((layer) => layer['units']),
    training: article.training,
    threshold: article.threshold,
    normalization: article.normalization,
    labels: article.labels,
    negatives: article.negatives,
    optimizer: article.optimizer,
    seed: article.seed,
  }).toEqual({
    units: [512, 512],
    training: { kind: 'layer-by-layer', epochs: 1000, batchSize: 'all', shuffled: false },
    threshold: { kind: 'number', value: 3 },
    normalization: { kind: 'length', epsilon: 1e-4 },
    labels: { kind: 'in-input', value: 'largest' },
    negatives: { kind: 'uniform', once: true },
    optimizer: { kind: 'adam', learningRate: 0.03, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    seed: 1234,
  });
});

test('a preset with a mistake is refused with the mistake named', async () => {
  const draft = await draftOf('quick-start.json');
  const refusal = (changes: object) => {
    try {
      parseSpec(catalogue, { ...draft, ...changes });
      return 'accepted';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect([
    refusal({ optimizer: { kind: 'adam', learningRate: -0.003 } }),
    refusal({ optimizer: { kind: 'adam', learningrate: 0.003 } }),
    refusal({ goodness: { kind: 'sum-of-square' } }),
    refusal({ layers: [{ kind: 'dense', units: 0 }] }),
  ]).toEqual([
    'The experiment is not valid: optimizer.learningRate: Too small: expected number to be >0.',
    'The experiment is not valid: optimizer: there is no setting "learningrate" (did you mean "learningRate"?).',
    'The experiment is not valid: goodness.kind: there is no goodness named "sum-of-square" (did you mean "sum-of-squares"?).',
    'The experiment is not valid: layers.0.units: Too small: expected number to be >=1.',
  ]);
});

test.each(everyPart)(
  '%s says what it is, and each of its parameters has a label, a help and a default',
  (_, slot, part) => {
    expect(part).toMatchObject({
      label: expect.stringMatching(/\S/) as string,
      help: expect.stringMatching(/[.]$/) as string,
    });
    const parameters = Object.entries<z.ZodType>(part.parameters.shape);
    const withoutDefault = parameters
      .filter(([, schema]) => !schema.safeParse(undefined).success)
      .map(([name]) => name);
    for (const [name, schema] of parameters) {
      const { title, description } = schema.meta() ?? {};
      expect({ name, title, description }).toEqual({
        name,
        title: expect.stringMatching(/\S/) as string,
        description: expect.stringMatching(/\S.*[.]$/) as string,
      });
    }
    // Files have no sensible default; everything else has one.
    expect(withoutDefault).toEqual(slot === 'dataset' && part.kind === 'idx-files' ? expect.anything() : []);
  },
);

test.each(everyPart)('%s can be described as a JSON schema for forms', (_, _slot, part) => {
  const schema = z.toJSONSchema(part.parameters, { io: 'input' });
  expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(part.parameters.shape));
});
