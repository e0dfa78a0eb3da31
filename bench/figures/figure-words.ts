/** Measured figures as the pages write them. */

import type { Spread } from '../turns.ts';

export const absent = '-';

/** Three digits that matter; whole numbers from a thousand on: "0.0123", "12.3", "1,234". */
export function figure(value: number): string {
  const digits = Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return value.toLocaleString('en-US', digits);
}

/** The median with the 10 % and the 90 % quantile; a single value stands alone. */
export function spreadInWords(spread: Spread | undefined): string {
  if (spread === undefined) return absent;
  const { median, low, high, count } = spread;
  return count === 1 ? figure(median) : `${figure(median)} (${figure(low)}-${figure(high)})`;
}

/** Two decimals, and no sign where they are zero. */
export function exponentInWords(exponent: number): string {
  return exponent.toFixed(2).replace(/^-(?=[0.]+$)/, '');
}

/** A Markdown table. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heading), `|${heading.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
