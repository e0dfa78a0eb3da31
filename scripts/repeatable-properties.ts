/**
 * Property tests draw the same examples at every run, so that a failure can be looked at again and a landing does not hang
 * on luck. PROPERTY_SEED draws others: a number, or "random".
 */

import { configureGlobal } from 'fast-check';

const wanted = process.env['PROPERTY_SEED'];
if (wanted !== 'random') configureGlobal({ seed: Number(wanted ?? 20_221_227) });
