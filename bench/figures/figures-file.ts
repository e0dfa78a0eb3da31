/**
 * Measured figures as files: JSON beside this file, written by the commands that measure, never by hand. The pages that
 * show them are printed from them.
 */

import { existsSync, readFileSync } from 'node:fs';

import { z } from 'zod';

import { WorkbenchError } from '../../src-shared/base/errors.ts';

/** A `Spread`. */
export const spreadSchema = z.strictObject({
  median: z.number(),
  low: z.number(),
  high: z.number(),
  count: z.int().min(1),
});

/** What the file holds, or `absent` where there is none. `again`: how to measure it anew. Error: input/invalid. */
export function readRecorded<T>(file: string, schema: z.ZodType<T>, absent: T, again: string): T {
  if (!existsSync(file)) return absent;
  const parsed = schema.safeParse(parsedJson(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new WorkbenchError('input/invalid', {
    problem: `${file} holds no recorded figures: ${issues.join('; ')}`,
    remedy: `Take it out, and measure again with: ${again}`,
  });
}

/** undefined where it is none. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every number in it that is not whole to as many digits as mean something. */
export function rounded<T>(value: T): T {
  if (typeof value === 'number')
    return (Number.isInteger(value) ? value : Number(value.toPrecision(4))) as typeof value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each: unknown) => rounded(each)) as typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, rounded(each as unknown)]),
  ) as T;
}
