/**
 * A series: several experiments that answer one question together, such as two methods at five depths. It is data, a
 * preset like any other: named bases, and settings that take each of their values on every base.
 */

import { z } from 'zod';

import { WorkbenchError } from '../base/errors.ts';
import { applySettings } from './settings.ts';
import type { Setting } from './settings.ts';

const seriesSchema = z.strictObject({
  /** Drafts by name, in order. */
  bases: z.record(z.string().min(1), z.record(z.string(), z.unknown())),
  /** By the setting's path; every combination becomes an experiment. */
  axes: z.record(
    z.string().min(1),
    z.strictObject({
      values: z.array(z.unknown()).min(1).max(1000),
      /** How a value is told in a name, "{}" standing for it: "{} layers". Without it: path=value. */
      name: z.string().includes('{}').max(100).optional(),
    }),
  ),
});

export type Series = z.infer<typeof seriesSchema>;

export interface SeriesMember {
  /** The base's name and what was set: "back-propagation, 8 layers". With settings it is the draft's own name too. */
  readonly name: string;
  readonly draft: Readonly<Record<string, unknown>>;
}

/** More experiments are no comparison that anyone meant to start at once. */
const mostMembers = 1000;

/** A single experiment is a series of one, under its name. Error: input/invalid, where it has bases and is no series. */
export function readSeries(file: unknown, name: string): Series {
  if (file === null || typeof file !== 'object' || !('bases' in file)) {
    return { bases: { [name]: file as Record<string, unknown> }, axes: {} };
  }
  const parsed = seriesSchema.safeParse(file);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new WorkbenchError('input/invalid', {
      problem: `${name} is no series of experiments: ${issues.join('; ')}`,
      remedy: 'It needs bases (drafts by name) and axes (values by path).',
    });
  }
  return parsed.data;
}

interface Made extends Setting {
  /** In words, for the name. */
  readonly told: string;
}

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Every base with every combination of the axes' values, the last axis fastest. Error: input/invalid. */
export function membersOf({ bases, axes }: Series): SeriesMember[] {
  let combinations: (readonly Made[])[] = [[]];
  for (const [path, { values, name = `${path}={}` }] of Object.entries(axes)) {
    combinations = combinations.flatMap((before) =>
      values.map((value) => [
        ...before,
        { path: path.split('.'), value, told: name.replace('{}', () => inWords(value)) },
      ]),
    );
    if (combinations.length * Object.keys(bases).length > mostMembers) {
      throw new WorkbenchError('input/invalid', {
        problem: `The series has more than ${mostMembers} experiments`,
        remedy: 'Give its axes fewer values.',
      });
    }
  }
  return Object.entries(bases).flatMap(([base, draft]) =>
    combinations.map((settings): SeriesMember => {
      const name = [base, ...settings.map(({ told }) => told)].join(', ');
      const changed = applySettings(draft, settings);
      return { name, draft: settings.length === 0 ? draft : { ...(changed as object), name } };
    }),
  );
}
