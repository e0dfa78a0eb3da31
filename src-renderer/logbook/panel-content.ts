/**
 * What a panel shows, as plain data: made from the store or held by the page, drawn in the window and written into files.
 * Numbers that JSON has no word for (NaN and infinities) travel as null and texts.
 */

import { z } from 'zod';

const numberSchema = z.union([z.number(), z.null(), z.enum(['inf', '-inf'])]).transform((value) => {
  if (value === null) return Number.NaN;
  if (value === 'inf') return Infinity;
  return value === '-inf' ? -Infinity : value;
});
const mostNumbers = 100_000;
const numbers = z.array(numberSchema).max(mostNumbers);
const words = z.string().max(2_000);
const notes = z.array(words).max(300);
const size = z.int().min(1).max(10_000);

const curve = z
  .object({
    name: words,
    /** Positions on the axis, ascending. */
    x: numbers,
    last: numbers,
    /** Extremes of what each point stands for. */
    minimum: numbers,
    maximum: numbers,
    smoothed: numbers.nullable(),
    /** Every point is a value. */
    exact: z.boolean(),
  })
  .refine(
    ({ x, last, minimum, maximum, smoothed }) =>
      [last, minimum, maximum, smoothed ?? x].every((values) => values.length === x.length),
    'lists of different lengths',
  );

const map = z
  .object({ label: words, rows: size, columns: size, values: numbers })
  .refine(
    ({ rows, columns, values }) => rows * columns >= values.length && values.length > 0,
    'more values than cells',
  );

const contentSchema = z.discriminatedUnion('sort', [
  z.object({
    sort: z.literal('curves'),
    title: words,
    xLabel: words,
    yLabel: words,
    log: z.boolean(),
    curves: z.array(curve).max(50),
    notes,
  }),
  z.object({
    sort: z.literal('table'),
    title: words,
    columns: z.array(z.object({ label: words, numeric: z.boolean() })).max(100),
    rows: z.array(z.array(words).max(100)).max(1_000),
    notes,
  }),
  z.object({
    sort: z.literal('maps'),
    title: words,
    /** What the colours mean. */
    legend: words,
    low: z.number(),
    high: z.number(),
    maps: z.array(map).min(1).max(8),
    notes,
  }),
  z.object({ sort: z.literal('nothing'), title: words, notes }),
]);

/** "nothing": there is nothing to show, and the notes say why. */
export type PanelContent = z.output<typeof contentSchema>;
export type ContentOf<S extends PanelContent['sort']> = Extract<PanelContent, { sort: S }>;

/** As a page holds it: JSON in one line. Numbers keep six digits. */
export function printContent(content: PanelContent): string {
  return JSON.stringify(content, (_, value: unknown) => {
    if (typeof value !== 'number') return value;
    if (Number.isNaN(value)) return null;
    if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
    return Number.isInteger(value) ? value : Number(value.toPrecision(6));
  });
}

/** null: it is none. */
export function parseContent(text: string): PanelContent | null {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = contentSchema.safeParse(found);
  return parsed.success ? parsed.data : null;
}
