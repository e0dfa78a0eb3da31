/**
 * Run ids: YYYYMMDD-HHMMSS-xxxx in UTC, so that they sort by time, can be read, and are unique. The tail is random
 * base 32 without letters that look like digits (Crockford's alphabet).
 */

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

export const runIdPattern = /^\d{8}-\d{6}-[0-9a-z]{4,16}$/;

/** `randomBytes(n)` returns n random bytes. A longer tail than 4 is for the rare case that an id is taken. */
export function makeRunId(now: Date, randomBytes: (count: number) => Uint8Array, tailLength = 4): string {
  const [date, time] = now
    .toISOString()
    .slice(0, 19)
    .split('T')
    .map((part) => part.replace(/[-:]/g, ''));
  const tail = Array.from(randomBytes(tailLength), (byte) => alphabet[byte % alphabet.length]).join('');
  return `${date}-${time}-${tail}`;
}
