/** What a named view holds, as it is parsed where it comes from a window or out of the store. */

import { z } from 'zod';

import { compareParameters, viewName, viewPlaces, whyNoName } from '../views/named-view.ts';
import type { ViewContent } from '../views/named-view.ts';
import { whyNotKept } from './kept-value.ts';

const column = z.string().max(400);
const columns = z.array(column).max(400);

const runsContent = z.strictObject({
  place: z.literal('runs'),
  filter: z.string().max(10_000),
  columns,
  widths: z.record(column, z.number().positive().max(4000)),
  sort: z.array(z.strictObject({ column, descending: z.boolean() })).max(100),
  grouping: z.string().max(100),
  unfolded: z.array(z.string().max(400)).max(1000),
  showArchived: z.boolean(),
});

const compareContent = z.strictObject({
  place: z.literal('compare'),
  parameters: z.partialRecord(z.enum(compareParameters), z.string().max(100_000)),
});

export const viewContentSchema: z.ZodType<ViewContent> = z
  .discriminatedUnion('place', [runsContent, compareContent])
  .superRefine((value, context) => {
    const problem = whyNotKept(value);
    if (problem !== null) context.addIssue(problem);
  });

export const viewPlaceSchema = z.enum(viewPlaces);

/** A name as typed becomes the name as kept. */
export const viewNameSchema = z
  .string()
  .max(2000)
  .superRefine((typed, context) => {
    const problem = whyNoName(typed);
    if (problem !== null) context.addIssue(problem);
  })
  .transform(viewName);
