import { expect, test } from 'vitest';

import { formatBytes, formatDuration, formatFraction, formatNumber } from './quantities.ts';

test('quantities are short and say their unit', () => {
  expect([
    formatFraction(0.0332),
    formatFraction(null),
    formatDuration(8.26),
    formatDuration(185),
    formatDuration(3723.4),
    formatDuration(null),
    formatNumber(1234567.8),
    formatNumber(0.0012345),
    formatNumber(999.96),
    formatNumber(NaN),
    formatBytes(312_400_000),
    formatBytes(1200),
  ]).toEqual([
    '3.32 %',
    '-',
    '8.3 s',
    '3:05',
    '1:02:03',
    '-',
    '1,234,568',
    '0.001235',
    '1,000',
    'NaN',
    '312 MB',
    '2 kB',
  ]);
});
