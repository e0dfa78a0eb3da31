/**
 * What a run from an archive must look like. An archive is hostile until parsed: every text has a length, every list a
 * size, every array the length the others ask for; whatever is not named here is dropped.
 */

import { z } from 'zod';

import { errorEntries } from '../../../src-shared/base/errors.ts';
import type { ErrorCode } from '../../../src-shared/base/errors.ts';
import { namedReport } from '../../../src-shared/views/answer-names.ts';
import { runStatuses } from '../../../src-shared/views/run-view.ts';
import { isCheckpointFile } from '../checkpoint-files.ts';
import { runIdPattern } from '../run-id.ts';
import { flattenSettings } from '../run-settings.ts';

const mostPoints = 100_000_000;
const mostBytes = 2 ** 30;
const mostDepth = 10;
/** Each setting is a column of the table of runs. A spec of 64 layers has some hundreds. */
const mostSettings = 5_000;

const mostAnswers = 10_000;
const mostUnits = 100_000_000;

const text = (longest: number) => z.string().max(longest);
const name = text(300).min(1);
/** What an engine or a driver says can be long. */
const message = text(100_000);
const date = z.iso.datetime();
const step = z.int().min(0);
const amount = z.number().min(0);
const fraction = z.number().min(0).max(1).nullable();

/** By the answers' names; archives of older versions have no names. */
const splitErrors = z
  .union([
    z
      .object({ goodness: fraction, softmax: fraction, layers: z.array(z.number().min(0).max(1)).max(64) })
      .strict(),
    z
      .record(name, z.number().min(0).max(1))
      .refine((answers) => Object.keys(answers).length <= mostAnswers, 'too many answers'),
  ])
  .nullable();
const errors = z
  .object({ train: splitErrors, validation: splitErrors, test: splitErrors })
  .transform(namedReport);

const grid = z.object({
  height: z.int().min(1).max(mostUnits),
  width: z.int().min(1).max(mostUnits),
  channels: z.int().min(1).max(mostUnits),
});
const iterations = z.int().min(1).max(1000);
/** What the run's trainer said its net is. */
const net = z.object({
  layers: z
    .array(
      z.object({
        name,
        output: grid,
        field: grid.nullable(),
        sharesWeights: z.boolean(),
        parameterCount: step,
        threshold: z.number().nullable(),
        unitsPerClass: z.int().min(1).max(mostUnits).optional(),
        programmed: z.literal(true).optional(),
      }),
    )
    .max(1000),
  readouts: z.array(z.object({ name, label: text(300) })).max(mostAnswers),
  labelled: z.boolean(),
  makers: z
    .array(z.object({ name, label: text(300), told: z.boolean() }))
    .max(mostAnswers)
    .optional(),
  settling: z.object({ iterations, first: iterations, last: iterations }).optional(),
});

const errorRecord = z.object({
  code: z.custom<ErrorCode>((value) => typeof value === 'string' && Object.hasOwn(errorEntries, value)),
  details: z.record(text(100), z.union([message, z.number()])),
});

/** Only its form: which parts there are is the catalogue's business. */
const part = z.looseObject({ kind: text(100).min(1) });
const spec = z
  .looseObject({
    version: z.int().min(1),
    name: text(200).min(1),
    seed: step,
    dataset: part,
    augmentation: z.array(part).max(16),
    labels: part.optional(),
    layers: z.array(part).min(1).max(64),
    activation: part,
    normalization: part,
    goodness: part.optional(),
    threshold: part.optional(),
    regions: part.optional(),
    objective: part.optional(),
    peer: part.optional(),
    negatives: part.optional(),
    dropout: part.optional(),
    optimizer: part,
    training: part,
    schedule: part,
    readouts: z.array(part).min(1).max(16),
    measures: z.looseObject({
      everySteps: z.int().min(1),
      everyEpochs: z.int().min(1),
      examples: z.int().min(1),
    }),
    engine: part,
  })
  .refine((value) => isPlain(value, mostDepth), {
    error: 'is no plain data, or is nested too deep',
    abort: true, // what follows takes plain data only
  })
  .refine((value) => JSON.stringify(value).length <= 1_000_000, 'is too long')
  .refine((value) => hasFewSettings(value), 'has too many settings, or too long names of settings');

const detail = z.object({
  runId: z.string().regex(runIdPattern),
  name: text(200).min(1),
  preset: text(200).nullable(),
  status: z.enum(runStatuses),
  engine: z
    .object({ id: text(100), device: text(300), backend: text(300), threads: z.int().min(1).nullable() })
    .nullable(),
  createdAt: date,
  startedAt: date.nullable(),
  finishedAt: date.nullable(),
  epochs: z.number().positive().nullable(),
  epoch: amount,
  step,
  totalSteps: step.nullable(),
  trainSeconds: amount,
  errors: errors.nullable(),
  throughput: z
    .object({ stepsPerSecond: amount, samplesPerSecond: amount, usefulGigaflopsPerSecond: amount })
    .nullable(),
  peakMemoryBytes: z.int().min(0).nullable(),
  tags: z.array(text(100).min(1)).max(100),
  notes: text(100_000),
  archived: z.boolean(),
  error: errorRecord.nullable(),
  spec,
  environment: z.object({
    workbench: text(100),
    node: text(100),
    platform: text(100),
    cpu: text(300),
    cores: step,
    memoryBytes: step,
    packages: z.record(text(100), text(100)),
  }),
  datasetFingerprint: text(300).nullable(),
  parameterCount: step.nullable(),
  /** Archives of older versions do not say. */
  net: net.nullable().default(null),
  history: z
    .array(z.object({ step, epoch: amount, trainSeconds: amount, errors, final: z.boolean() }))
    .max(1_000_000),
  warnings: z.array(message).max(10_000),
  /** Whose files whoever imports has put into the run's folder. */
  checkpoints: z
    .array(
      z.object({
        step,
        epoch: amount,
        trainSeconds: amount,
        file: z.string().refine(isCheckpointFile, 'is no name of a checkpoint'),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        bytes: step,
      }),
    )
    .max(100)
    .refine((all) => hasDistinct(all.map((each) => each.step)), 'a checkpoint is there twice'),
});

/** Steps that only grow. */
const steps = z
  .instanceof(Float64Array)
  .refine((all) => all.length <= mostPoints, 'too many steps')
  .refine(
    (all) => all.every((each, i) => Number.isSafeInteger(each) && each > (i === 0 ? -1 : Number(all[i - 1]))),
    'steps must be whole numbers that grow',
  );

const series = z
  .object({ metric: name, steps, values: z.instanceof(Float32Array) })
  .refine((each) => each.steps.length === each.values.length, 'as many steps as values are needed')
  .refine((each) => each.steps.length > 0, 'a series has values');

const histogram = z.object({
  name,
  points: z
    .array(
      z
        .object({ step, epoch: amount, low: z.number(), high: z.number(), counts: z.instanceof(Uint32Array) })
        .refine((point) => point.counts.length > 0 && point.counts.length <= 100_000, 'a histogram has bins'),
    )
    .max(1_000_000)
    .refine((points) => hasDistinct(points.map((point) => point.step)), 'a step is there twice'),
});

const finite = (all: Float64Array | Float32Array): boolean => all.every((each) => Number.isFinite(each));
const film = z
  .object({
    name,
    shape: z.array(z.int().min(1).max(10_000_000)).max(8),
    steps,
    epochs: z.instanceof(Float64Array).refine(finite, 'epochs must be numbers'),
    lows: z.instanceof(Float32Array).refine(finite, 'ranges must be numbers'),
    highs: z.instanceof(Float32Array).refine(finite, 'ranges must be numbers'),
    bytes: z.instanceof(Uint8Array).refine((all) => all.length <= mostBytes, 'too many bytes'),
  })
  .refine(
    ({ steps: { length }, epochs, lows, highs, bytes, shape }) =>
      [epochs, lows, highs].every((each) => each.length === length) &&
      bytes.length === shape.reduce((size, each) => size * each, length),
    'its arrays do not fit its shape',
  );

export const runRecordSchema = z.object({
  detail: detail.refine(
    ({ history }) => hasDistinct(history.map((point) => `${point.step} ${point.final}`)),
    'an evaluation is there twice',
  ),
  series: z
    .array(series)
    .max(50_000)
    .refine((all) => hasDistinct(all.map((each) => each.metric)), 'a metric is there twice'),
  histograms: z
    .array(histogram)
    .max(10_000)
    .refine((all) => hasDistinct(all.map((each) => each.name)), 'a histogram is there twice'),
  films: z
    .array(film)
    .max(10_000)
    .refine((all) => hasDistinct(all.map((each) => each.name)), 'a film is there twice'),
});

export type ParsedRecord = z.output<typeof runRecordSchema>;

/** True for what JSON can hold, `depth` levels deep at most. */
function isPlain(value: unknown, depth: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth === 0) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((each) => isPlain(each, depth - 1));
}

function hasFewSettings(spec: unknown): boolean {
  const paths = [...flattenSettings(spec).keys()];
  return paths.length <= mostSettings && paths.every((path) => path.length <= 300);
}

function hasDistinct(values: readonly (string | number)[]): boolean {
  return new Set(values).size === values.length;
}
