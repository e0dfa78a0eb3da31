import fc from 'fast-check';
import { expect, test } from 'vitest';

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { RecordingFaults, quietMs } from './recording-faults.ts';
import { RunListeners } from './run-news.ts';
import type { RunNews } from './run-news.ts';

const faults = [
  new WorkbenchError('store/disk-full', { what: 'what was measured' }),
  new WorkbenchError('store/disk-full', { what: 'the run store' }),
  new WorkbenchError('store/read-only', { folder: '/data', reason: 'readonly database' }),
  new WorkbenchError('store/failed', { reason: 'one' }),
  new WorkbenchError('store/failed', { reason: 'another' }),
];

test('a full disk, refusing for half a minute and several things at once, is told of once', () => {
  let now = 0;
  const heard: RunNews[] = [];
  const listeners = new RunListeners(() => now);
  listeners.add((news) => heard.push(news));
  for (; now < 28_000; now += 150)
    for (const error of faults.slice(0, 2)) listeners.tell({ type: 'recording-failed', error });
  expect(heard).toEqual([{ type: 'recording-failed', error: faults[0] }]);
});

test('each reason is told when it comes up, and again only after it was quiet for long', () => {
  const moments = fc.array(
    fc.record({ waitMs: fc.integer({ min: 0, max: 2 * quietMs }), which: fc.nat(faults.length - 1) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(moments, (occurrences) => {
      let now = 0;
      const digest = new RecordingFaults(() => now);
      const lastAt = new Map<number, number>();
      for (const { waitMs, which } of occurrences) {
        now += waitMs;
        const reason = which === 1 ? 0 : which; // both are a full disk
        const last = lastAt.get(reason);
        const error = faults[which] ?? new WorkbenchError('store/failed');
        expect(digest.isNews(error)).toBe(last === undefined || now - last >= quietMs);
        lastAt.set(reason, now);
      }
    }),
  );
});
