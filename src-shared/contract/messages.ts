/** What travels over a transport, as data. Parsed at both ends before anything else looks at it. */

import { z } from 'zod';

import { errorEntries } from '../base/errors.ts';
import type { ErrorCode } from '../base/errors.ts';

const errorRecord = z.object({
  code: z.custom<ErrorCode>((value) => typeof value === 'string' && Object.hasOwn(errorEntries, value)),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** From the window. */
export const requestSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    contract: z.int(),
    /** What the program printed for whoever may use it, where it listens to more than its own window. */
    token: z.string().max(200).optional(),
  }),
  z.strictObject({
    type: z.literal('call'),
    id: z.int().min(1),
    name: z.string().max(100),
    input: z.unknown(),
  }),
]);

/** From the program. */
export const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('welcome'), contract: z.int() }),
  /** The token was not said, or another. */
  z.object({ type: z.literal('stranger') }),
  z.object({ type: z.literal('answered'), id: z.int(), output: z.unknown() }),
  z.object({ type: z.literal('refused'), id: z.int(), error: errorRecord }),
  z.object({ type: z.literal('notice'), name: z.string(), notice: z.unknown() }),
]);

export type Request = z.output<typeof requestSchema>;
export type Reply = z.output<typeof replySchema>;
