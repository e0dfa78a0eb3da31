/**
 * What `bench/bench.ts --record LABEL` measured: speed.json, a record for each label, in the order in which they began.
 * A record grows by parts, so that what takes long can be measured apart; a part that is measured again takes the place
 * of the one before.
 */

import { join } from 'node:path';

import { z } from 'zod';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { readRecorded, rounded, spreadSchema } from './figures-file.ts';
import { machineInWords, machineSchema } from './machine.ts';
import type { Machine } from './machine.ts';

// Of a report only what the page shows is kept: what else a part holds is dropped.
const sideSchema = z.object({
  torch: z.string().min(1),
  millisecondsPerStep: spreadSchema,
  /** This program's time over the peer's, block by block. */
  ratio: spreadSchema,
});

const stepSchema = z.object({
  millisecondsPerStep: spreadSchema,
  usefulGigaflopsPerSecond: z.number(),
  /** null: measured without PyTorch. */
  peer: z.object({ plain: sideSchema, tuned: sideSchema }).nullable(),
});

const partsSchema = z.object({
  step: stepSchema.extend({ matMulGigaflopsPerSecond: spreadSchema }).optional(),
  /** By experiment. */
  steps: z.record(z.string(), stepSchema).optional(),
  sideBySide: z
    .object({
      oneRun: spreadSchema,
      oneRunOnHalf: spreadSchema,
      twoRunsOnHalfEach: spreadSchema,
      overOneRun: spreadSchema,
      overOneRunOnHalf: spreadSchema,
    })
    .optional(),
  labelTest: z
    .object({
      images: z.int().min(1),
      seconds: spreadSchema,
      /** Among so many labels each, over all ten, turn by turn. */
      candidates: z.array(z.object({ candidates: z.int().min(2), ratio: spreadSchema })).optional(),
    })
    .optional(),
  recording: z
    .object({
      everyStepOverNone: spreadSchema,
      checkpointMilliseconds: z.number(),
      defaultEverySteps: z.int().min(1),
      valuesPerSecond: spreadSchema,
    })
    .optional(),
  streamed: z
    .object({
      images: z.int().min(1),
      fileMilliseconds: spreadSchema,
      memoryMilliseconds: spreadSchema,
      /** File over memory, turn by turn. */
      ratio: spreadSchema,
      /** The most the process held while the images were in their file alone. */
      megabytes: z.number(),
    })
    .optional(),
});

const recordSchema = partsSchema.extend({ label: z.string().min(1), machine: machineSchema });

const fileSchema = z.strictObject({ records: z.array(recordSchema) });

export type SpeedParts = Readonly<z.infer<typeof partsSchema>>;
export type SpeedRecord = Readonly<z.infer<typeof recordSchema>>;
export type StepSpeed = Readonly<z.infer<typeof stepSchema>>;

export const speedFile = join(import.meta.dirname, 'speed.json');

/** None where there is no such file. Error: input/invalid. */
export function readSpeed(file: string = speedFile): SpeedRecord[] {
  return readRecorded(file, fileSchema, { records: [] }, 'node bench/bench.ts --record LABEL').records;
}

/** Of a report of bench.ts. Throws where a part is not what it should be. */
export function partsOfReport(report: unknown): SpeedParts {
  return rounded(partsSchema.parse(report));
}

/** Error: input/invalid where that label was measured on another machine. */
export function withRecord(
  records: readonly SpeedRecord[],
  label: string,
  machine: Machine,
  parts: SpeedParts,
): SpeedRecord[] {
  const before = records.find((record) => record.label === label);
  if (before !== undefined && machineInWords(before.machine) !== machineInWords(machine))
    throw new WorkbenchError('input/invalid', {
      problem: `What is called ${label} was measured on ${machineInWords(before.machine)}, not on ${machineInWords(machine)}`,
      remedy: 'Choose another label.',
    });
  const steps = { ...before?.steps, ...parts.steps };
  const record = {
    ...{ label, machine, ...before, ...parts },
    ...(Object.keys(steps).length === 0 ? {} : { steps }),
  };
  return before === undefined
    ? [...records, record]
    : records.map((each) => (each === before ? record : each));
}

/** One line for each part and each experiment, so that a change can be read. */
export function speedText(records: readonly SpeedRecord[]): string {
  const entry = (name: string, value: unknown): string => `${JSON.stringify(name)}:${JSON.stringify(value)}`;
  const texts = records.map(({ steps, ...others }) => {
    const lines = Object.entries(others).map(([name, value]) => entry(name, value));
    const ofSteps = Object.entries(steps ?? {}).map(([name, step]) => `      ${entry(name, step)}`);
    if (ofSteps.length > 0) lines.push(`"steps":{\n${ofSteps.join(',\n')}\n    }`);
    return `  {\n    ${lines.join(',\n    ')}\n  }`;
  });
  return `{"records":[\n${texts.join(',\n')}\n]}\n`;
}
