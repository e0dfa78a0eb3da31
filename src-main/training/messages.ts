/**
 * Everything said between the host, the training service and its workers. The service and the host check what they
 * receive here, at the border; a message that does not fit is answered with "refused", or dropped where nobody waits
 * for an answer. Messages travel by structured cloning, so typed arrays arrive as typed arrays.
 */

import { z } from 'zod';

import { errorEntries } from '../../src-shared/base/errors.ts';
import type { ErrorRecord } from '../../src-shared/base/errors.ts';
import type {
  ErrorReport,
  NetFacts,
  SplitErrors,
  TrainingEvent,
} from '../../src-shared/events/training-event.ts';

const runId = z.string().min(1).max(200);
/** A name inside a folder, never a way out of it. */
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/);
const requestId = z.int().min(0);
/** Measures may be infinite or not a number; that is worth recording. */
const anyNumber = z.custom<number>((value) => typeof value === 'number', 'not a number');
const count = z.int().min(0);
/** Checked by hand, because a fast run sends a hundred thousand values a second. */
const namedNumbers = z.custom<Readonly<Record<string, number>>>(areNamedNumbers, 'not a record of numbers');

/** What to train, and where to go on from. */
const orderSchema = z.strictObject({
  runId,
  /** The experiment as recorded; the worker parses it against its own catalogue. */
  spec: z.record(z.string(), z.unknown()),
  /** The run's own folder, which holds its checkpoints. */
  runFolder: z.string().min(1),
  datasetFolder: z.string().min(1),
  /** How far the run has come, for the report if it fails before it goes on. */
  stepBefore: count,
  /** Checkpoints that the host has recorded, newest first: the first choice to go on from. */
  recordedCheckpoints: z.array(z.strictObject({ file: fileName, sha256: z.string(), bytes: count })),
  /** The engine this run used before; an experiment that leaves the choice open goes on with it. */
  engineBefore: z.string().nullable(),
  /** The CPU threads it used before: another number could change the last bits. */
  threadsBefore: z.int().min(1).nullable(),
  stopAfterEpochs: z.int().min(1).nullable(),
  checkpointSeconds: z.number().min(0),
});
export type RunOrder = Readonly<z.output<typeof orderSchema>>;

/** What a worker thread gets on top. */
export interface WorkerOrder extends RunOrder {
  /** Threads for CPU kernels unless the experiment names a number; null: all cores. */
  readonly threads: number | null;
  /** Other runs may train on the same cores. */
  readonly sharesCores: boolean;
}

const hostMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('set-slots'), requestId, slots: z.int().min(1).max(1024) }),
  z.strictObject({ type: z.literal('start'), requestId, order: orderSchema }),
  z.strictObject({ type: z.literal('pause'), requestId, runId }),
  z.strictObject({ type: z.literal('resume'), requestId, runId }),
  z.strictObject({ type: z.literal('stop'), requestId, runId }),
  /** Stop every run, forget those that wait, and end. */
  z.strictObject({ type: z.literal('close'), requestId }),
  /** What was recorded after the point a run goes on from is forgotten; only now it may go on. Not answered. */
  z.strictObject({ type: z.literal('rewound'), runId }),
  /** The checkpoint, and all events before it, are recorded. Not answered. */
  z.strictObject({ type: z.literal('checkpoint-recorded'), runId, file: fileName }),
]);
export type HostMessage = z.output<typeof hostMessageSchema>;

/** Service to worker. */
export type WorkerCommand =
  | { readonly type: 'pause' | 'resume' | 'stop' | 'rewound' }
  | { readonly type: 'checkpoint-recorded'; readonly file: string };

/** Where a run really goes on from; step 0 without a file: from the start. */
export interface ResumePoint {
  readonly step: number;
  readonly file: string | null;
  /** Newer checkpoints that could not be read, with the reason in words. */
  readonly damaged: readonly { readonly file: string; readonly problem: string }[];
}

/** Worker to service. */
export type WorkerMessage =
  /** The worker goes on when it hears "rewound". */
  | { readonly type: 'restored'; readonly point: ResumePoint }
  | { readonly type: 'events'; readonly events: readonly TrainingEvent[] };

export type ServiceMessage =
  | { readonly type: 'accepted'; readonly requestId: number }
  /** requestId is null when what came was no request at all. */
  | { readonly type: 'refused'; readonly requestId: number | null; readonly reason: string }
  /** The run got a slot. */
  | { readonly type: 'began'; readonly runId: string }
  | { readonly type: 'restored'; readonly runId: string; readonly point: ResumePoint }
  | { readonly type: 'events'; readonly runId: string; readonly events: readonly TrainingEvent[] }
  /** The run has left the service; its last event, if it began, was "finished" or "failed". */
  | { readonly type: 'ended'; readonly runId: string };

const errorRecordSchema: z.ZodType<ErrorRecord> = z.object({
  code: z.custom<ErrorRecord['code']>(
    (code) => typeof code === 'string' && Object.hasOwn(errorEntries, code),
    'unknown error code',
  ),
  details: z.record(z.string(), z.union([z.string(), anyNumber])),
});
const splitErrorsSchema: z.ZodType<SplitErrors | null> = namedNumbers.nullable();
const errorReportSchema: z.ZodType<ErrorReport> = z.object({
  train: splitErrorsSchema,
  validation: splitErrorsSchema,
  test: splitErrorsSchema,
});
const grid = z.object({ height: count, width: count, channels: count });
const netFactsSchema: z.ZodType<NetFacts> = z.object({
  layers: z.array(
    z.object({
      name: z.string(),
      output: grid,
      field: grid.nullable(),
      sharesWeights: z.boolean(),
      parameterCount: count,
      threshold: anyNumber.nullable(),
      unitsPerClass: count.optional(),
      programmed: z.literal(true).optional(),
    }),
  ),
  readouts: z.array(z.object({ name: z.string(), label: z.string() })),
  labelled: z.boolean(),
  makers: z.array(z.object({ name: z.string(), label: z.string(), told: z.boolean() })).optional(),
  settling: z.object({ iterations: count, first: count, last: count }).optional(),
});
const at = { step: count, epoch: anyNumber, trainSeconds: anyNumber };

const trainingEventSchema: z.ZodType<TrainingEvent> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    step: count,
    totalSteps: count,
    stepsPerEpoch: count,
    epochs: anyNumber,
    parameterCount: count,
    net: netFactsSchema,
    engine: z.object({
      id: z.string(),
      device: z.string(),
      backend: z.string(),
      threads: count.nullable(),
    }),
    datasetFingerprint: z.string(),
  }),
  z.object({
    type: z.literal('progressed'),
    ...at,
    totalSteps: count,
    secondsLeft: anyNumber.nullable(),
    activity: z.enum(['training', 'evaluating', 'paused']),
  }),
  z.object({ type: z.literal('measured'), ...at, values: namedNumbers }),
  z.object({
    type: z.literal('histogram'),
    step: count,
    epoch: anyNumber,
    name: z.string(),
    low: anyNumber,
    high: anyNumber,
    counts: z.instanceof(Uint32Array),
  }),
  z.object({
    type: z.literal('snapshot'),
    step: count,
    epoch: anyNumber,
    name: z.string(),
    shape: z.array(count).max(8),
    low: anyNumber,
    high: anyNumber,
    bytes: z.instanceof(Uint8Array),
  }),
  z.object({ type: z.literal('evaluated'), ...at, errors: errorReportSchema, final: z.boolean() }),
  z.object({ type: z.literal('checkpointed'), ...at, file: fileName, sha256: z.string(), bytes: count }),
  z.object({ type: z.literal('warned'), step: count, message: z.string() }),
  z.object({
    type: z.literal('finished'),
    ...at,
    reason: z.enum(['completed', 'stopped']),
    throughput: z.object({
      stepsPerSecond: anyNumber,
      samplesPerSecond: anyNumber,
      usefulGigaflopsPerSecond: anyNumber,
    }),
    peakMemoryBytes: anyNumber,
  }),
  z.object({ type: z.literal('failed'), step: count, error: errorRecordSchema }),
]);

const resumePointSchema: z.ZodType<ResumePoint> = z.object({
  step: count,
  file: fileName.nullable(),
  damaged: z.array(z.object({ file: z.string(), problem: z.string() })),
});

const serviceMessageSchema: z.ZodType<ServiceMessage> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('accepted'), requestId }),
  z.object({ type: z.literal('refused'), requestId: requestId.nullable(), reason: z.string() }),
  z.object({ type: z.literal('began'), runId }),
  z.object({ type: z.literal('restored'), runId, point: resumePointSchema }),
  z.object({ type: z.literal('events'), runId, events: z.array(trainingEventSchema) }),
  z.object({ type: z.literal('ended'), runId }),
]);

function areNamedNumbers(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  for (const name in value) {
    if (typeof (value as Record<string, unknown>)[name] !== 'number') return false;
  }
  return true;
}

/** A message, or what is wrong with it. */
export type Received<T> =
  { readonly message: T } | { readonly problem: string; readonly requestId: number | null };

/** What the service received from its host. */
export function receiveHostMessage(raw: unknown): Received<HostMessage> {
  return receive(hostMessageSchema, raw);
}

/** What the host received from its service. Fields that this version does not know pass through. */
export function receiveServiceMessage(raw: unknown): Received<ServiceMessage> {
  return receive(serviceMessageSchema, raw);
}

function receive<T>(schema: z.ZodType<T>, raw: unknown): Received<T> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { message: raw as T };
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'message'}: ${issue.message}`,
  );
  const id = requestId.safeParse((raw as { requestId?: unknown } | null | undefined)?.requestId);
  return { problem: problems.slice(0, 3).join('; '), requestId: id.success ? id.data : null };
}
