import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createLastSave, lastSavePatienceMs } from './last-save.ts';

test('a last save is tried for as long as promised, whenever a stop is asked for, and then given up', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 40_000 }), async (stopAtMs) => {
      let now = 0;
      const mayTry = createLastSave({
        clock: () => now,
        sleep: async (milliseconds) => void (now += milliseconds),
        stopRequested: () => now >= stopAtMs,
      });
      while (await mayTry());
      const { atEnd, atStop } = lastSavePatienceMs;
      const expected = Math.min(atEnd, Math.max(atStop, stopAtMs));
      expect(now).toBeGreaterThanOrEqual(expected);
      expect(now).toBeLessThan(expected + 500);
    }),
  );
});
