import fc from 'fast-check';
import { expect, test } from 'vitest';

import { WorkbenchError } from '../base/errors.ts';
import { canonicalJson, configurationHash, parseSpec, specHash } from './experiment-spec.ts';
import { isListSlot, partSlots } from './slots.ts';
import { smallCatalogue, smallDraft } from './fixtures/small-catalogue.ts';

const parse = (changes: object = {}) => parseSpec(smallCatalogue, { ...smallDraft, ...changes });

const refusal = (changes: object): string => {
  try {
    parse(changes);
    return 'accepted';
  } catch (error) {
    return error instanceof WorkbenchError
      ? String(error.details['problems'] ?? error.message)
      : String(error);
  }
};

test('a draft is completed with every default', () => {
  expect(parse()).toEqual({
    version: 2,
    name: 'small',
    seed: 1,
    method: { kind: 'forward-forward' },
    dataset: { kind: 'only' },
    augmentation: [],
    labels: { kind: 'only' },
    layers: [
      { kind: 'dense', units: 3 },
      { kind: 'dense', units: 10 },
    ],
    feedback: { kind: 'none' },
    device: { kind: 'none' },
    activation: { kind: 'only' },
    normalization: { kind: 'only' },
    goodness: { kind: 'only' },
    threshold: { kind: 'only' },
    regions: { kind: 'none' },
    objective: { kind: 'logistic' },
    peer: { kind: 'none' },
    negatives: { kind: 'only' },
    dropout: { kind: 'none' },
    optimizer: { kind: 'plain', rate: 0.5 },
    training: { kind: 'together', size: 100 },
    schedule: { kind: 'constant' },
    readouts: [{ kind: 'only' }],
    measures: { everySteps: 50, everyEpochs: 1, examples: 10_000, snapshots: true },
    engine: { kind: 'auto' },
  });
});

test('a spec is frozen to its last list and part, and parsing it again changes nothing', () => {
  const spec = parse();
  const isDeepFrozen = (value: unknown): boolean =>
    typeof value !== 'object' ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every(isDeepFrozen));
  expect(isDeepFrozen(spec)).toBe(true);
  expect(parseSpec(smallCatalogue, spec)).toEqual(spec);
  expect(parseSpec(smallCatalogue, JSON.parse(JSON.stringify(spec)))).toEqual(spec);
});

test('parsing leaves the draft alone', () => {
  const draft = structuredClone(smallDraft);
  parseSpec(smallCatalogue, draft);
  draft.layers.push({ kind: 'dense' });
  expect(draft.layers).toHaveLength(3);
});

test('every wrong setting is named by its path, with the nearest known name', () => {
  expect({
    misspelt: refusal({ optimizer: { kind: 'plain', rte: 1 } }),
    misspeltInList: refusal({ layers: [{ kind: 'dense', unit: 3 }] }),
    misspeltSlot: refusal({ goodnes: { kind: 'only' } }),
    misspeltMeasure: refusal({ measures: { evrySteps: 5 } }),
    ofAnotherKind: refusal({ optimizer: { kind: 'plain', shift: 1 } }),
    nothingNear: refusal({ optimizer: { kind: 'plain', temperature: 1 } }),
    unknownKind: refusal({ optimizer: { kind: 'clevr' } }),
    unknownKindInList: refusal({ layers: [{ kind: 'dense' }, { kind: 'convolution' }] }),
    noKind: refusal({ optimizer: { rate: 1 } }),
    noPart: refusal({ optimizer: 'plain' }),
    missing: refusal({ optimizer: undefined }),
    negative: refusal({ optimizer: { kind: 'plain', rate: -0.1 } }),
    asText: refusal({ optimizer: { kind: 'plain', rate: '0.1' } }),
    notFinite: refusal({ optimizer: { kind: 'plain', rate: Infinity } }),
    eitherOr: refusal({ training: { kind: 'together', size: 'al' } }),
    noLayers: refusal({ layers: [] }),
    seedTooLarge: refusal({ seed: 2 ** 53 }),
    versionAsText: refusal({ version: '1' }),
    several: refusal({ seed: -1, name: ' ' }),
  }).toEqual({
    misspelt: 'optimizer: there is no setting "rte" (did you mean "rate"?)',
    misspeltInList: 'layers.0: there is no setting "unit" (did you mean "units"?)',
    misspeltSlot: 'there is no setting "goodnes" (did you mean "goodness"?)',
    misspeltMeasure: 'measures: there is no setting "evrySteps" (did you mean "everySteps"?)',
    ofAnotherKind: 'optimizer: there is no setting "shift"',
    nothingNear: 'optimizer: there is no setting "temperature"',
    unknownKind: 'optimizer.kind: there is no optimizer named "clevr" (did you mean "clever"?)',
    unknownKindInList: 'layers.1.kind: there is no layers named "convolution" (choose one of dense)',
    noKind: 'optimizer.kind: there is no optimizer named nothing (choose one of plain, clever)',
    noPart: 'optimizer: Invalid input: expected object, received string',
    missing: 'optimizer: is missing',
    negative: 'optimizer.rate: Too small: expected number to be >0',
    asText: 'optimizer.rate: Invalid input: expected number, received string',
    notFinite: 'optimizer.rate: Invalid input: expected number, received Infinity',
    eitherOr: 'training.size: expected "all", or expected number, received string',
    noLayers: 'layers: Too small: expected array to have >=1 items',
    seedTooLarge: 'seed: Too big: expected int to be <=9007199254740991',
    versionAsText: 'version: Invalid input: expected 2',
    several:
      'name: Too small: expected string to have >=1 characters; seed: Too small: expected number to be >=0',
  });
});

test('what is no object at all is refused too', () => {
  for (const draft of [null, undefined, 7, 'x', []]) {
    expect(() => parseSpec(smallCatalogue, draft)).toThrow('The experiment is not valid');
  }
});

test('a spec of a later version is refused in words', () => {
  expect(refusal({ version: 3 })).toBe(
    'The experiment has version 3, newer than the newest this program knows (2).',
  );
});

test('the hash depends on every setting but the name and the snapshots, and not on the order of keys', () => {
  const spec = parse();
  const reversed = Object.fromEntries(Object.entries(spec).reverse());
  const optimizer = { rate: 0.5, kind: 'plain' };
  const same = [
    reversed,
    { ...spec, optimizer },
    { ...spec, name: 'other' },
    { ...spec, measures: { ...spec.measures, snapshots: false } },
    { ...spec, optimizer: { kind: 'plain' } },
  ];
  expect(new Set(same.map((draft) => specHash(parseSpec(smallCatalogue, draft))))).toEqual(
    new Set([specHash(spec)]),
  );

  const changes = [
    { seed: 2 },
    { optimizer: { kind: 'plain', rate: 0.6 } },
    { objective: { kind: 'linear' } },
  ];
  const others = [
    {},
    ...changes,
    { layers: [...smallDraft.layers].reverse() },
    { engine: { kind: 'reference' } },
  ];
  expect(new Set(others.map((each) => specHash(parse(each)))).size).toBe(others.length);
});

const withoutLabels = { negatives: { kind: 'hybrid' }, labels: undefined };

test('a slot is there where a chosen part brings it in, and only there', () => {
  const sentBack = {
    method: { kind: 'sent-back' },
    ...Object.fromEntries(
      ['goodness', 'threshold', 'objective', 'peer', 'negatives', 'labels'].map((slot) => [slot, undefined]),
    ),
  };
  expect([Object.hasOwn(parse(withoutLabels), 'labels'), Object.keys(parse(sentBack))]).toEqual([
    false,
    [
      ...['version', 'name', 'seed', 'method', 'dataset', 'augmentation', 'layers', 'activation'],
      ...['normalization', 'dropout', 'optimizer', 'training', 'schedule', 'readouts', 'measures', 'engine'],
    ],
  ]);
  expect({
    missing: refusal({ goodness: undefined }),
    missingOfAPart: refusal({ labels: undefined }),
    unused: refusal({ ...withoutLabels, labels: { kind: 'only' } }),
    several: refusal({ ...sentBack, goodness: { kind: 'only' }, peer: { kind: 'none' } }),
  }).toEqual({
    missing: 'goodness: is missing',
    missingOfAPart: 'labels: is missing',
    unused: 'labels: nothing chosen here uses it; take it out, or change what it belongs to',
    several:
      'goodness: nothing chosen here uses it; take it out, or change what it belongs to; peer: nothing chosen here uses it; take it out, or change what it belongs to',
  });
});

test('a spec of an older version has the hash of what it is upgraded to', () => {
  const { method, ...older } = parse();
  expect(method).toEqual({ kind: 'forward-forward' });
  const upgraded = parseSpec(smallCatalogue, { ...older, version: 1 });
  expect([specHash(upgraded), configurationHash(upgraded)]).toEqual([
    specHash(parse()),
    configurationHash(parse()),
  ]);
});

test('the hash is pinned: recorded runs are found by it', () => {
  expect(specHash(parse())).toBe('49a349472e716d289249a903bf973eec95b718f8350b4613b23d47d28625f733');
  expect(configurationHash(parse())).toBe('5ce245afad2ee7ed7ae76032c9cd8997f5ca6d7f09f13cdc889731783175201a');
});

test('later slots count for the hash, and none is as if there were no such slot', () => {
  const { dropout, regions, feedback, device, ...older } = parse();
  expect([dropout, regions, feedback, device].map((choice) => choice?.kind)).toEqual(
    new Array(4).fill('none'),
  );
  const others = [
    { dropout: { kind: 'units' } },
    { regions: { kind: 'grid' } },
    { feedback: { kind: 'synchronous' } },
    { device: { kind: 'analog' } },
  ].map((each) => parse(each));
  expect(specHash(older)).toBe(specHash(parse()));
  expect(new Set([parse(), ...others].map(specHash)).size).toBe(5);
});

test('a later setting counts for the hash, and its usual value is as if there were no such setting', () => {
  const reading = (setting: object) => ({ ...parse(), readouts: [{ kind: 'goodness', ...setting }] });
  const [without, usual, other] = [{}, { candidates: null }, { candidates: 3 }].map(reading).map(specHash);
  expect(usual).toBe(without);
  expect(other).not.toBe(without);
});

test('runs that differ only by name and seed share their configuration', () => {
  const [one, two] = [parse({ seed: 1 }), parse({ seed: 2, name: 'other' })];
  expect(configurationHash(one)).toBe(configurationHash(two));
  expect(configurationHash(one)).not.toBe(configurationHash(parse({ optimizer: { kind: 'clever' } })));
});

test('canonical JSON reads back as what went in, whatever the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
});

test('slots that hold lists are told apart', () => {
  expect(partSlots.filter(isListSlot)).toEqual(['augmentation', 'layers', 'readouts']);
});
