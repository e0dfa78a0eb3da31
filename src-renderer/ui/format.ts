/**
 * The one way each kind of number is written for people: units are said, spreads with their number of values, digits
 * are those that matter. What a machine reads (CSV, JSON) is written in full elsewhere.
 */

import { statisticsOf } from '../../src-shared/base/statistics.ts';
import type { Cell, ColumnKind } from '../../src-shared/views/run-table-view.ts';

/** Between digits and their unit: keeps both on one line. */
const space = '\u00a0';
/** Between groups of three digits. */
const thin = '\u202f';
/** For a value that is not there. */
export const nothing = '–';

/** Whole numbers in full, others with `digits` significant digits: "12 345", "0.04512", "3.2e-7". */
export function number(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e12) return sign(grouped(String(Math.abs(value))), value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9))
    return sign(tidyExponent(size.toExponential(digits - 1)), value);
  const decimals = Math.max(0, Math.min(12, digits - 1 - Math.floor(Math.log10(size))));
  return sign(grouped(withoutTrailingZeros(size.toFixed(decimals))), value);
}

/** A fraction as percent with two decimals: 0.0332 is "3.32 %". */
export function percent(fraction: number, decimals = 2): string {
  return Number.isFinite(fraction) ? `${fixed(100 * fraction, decimals)}${space}%` : number(fraction);
}

/** A number with exactly these decimals; what rounds to zero has no sign. Huge ones as `number` writes them. */
export function fixed(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (!(size < 1e12)) return number(value);
  const digits = size.toFixed(decimals);
  return Number(digits) === 0 ? digits : sign(grouped(digits), value);
}

/** Seconds in the two largest units that matter: "48 ms", "3.2 s", "2 min 05 s", "1 h 20 min", "3 d 4 h". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return number(seconds);
  if (seconds < 0) return `−${duration(-seconds)}`;
  if (seconds === 0) return `0${space}s`;
  if (seconds < 0.9995) return `${number(seconds * 1000, 2)}${space}ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)}${space}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${space}s`;
  if (whole < 3600) return twoUnits(whole, 60, 'min', 's');
  const minutes = Math.round(whole / 60);
  if (minutes < 1440) return twoUnits(minutes, 60, 'h', 'min');
  return twoUnits(Math.round(whole / 3600), 24, 'd', 'h', false);
}

/** Decimal units, as disks are sold: "512 B", "12.4 MB". */
export function bytes(count: number): string {
  if (!Number.isFinite(count)) return number(count);
  if (count < 0) return `−${bytes(-count)}`;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = count;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? String(size) : number(size, 3)}${space}${units[unit] ?? ''}`;
}

/** An ISO date in the machine's own time zone: "2026-11-25 04:32". */
export function date(iso: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** "3.32 % ± 0.10, n = 3": mean and deviation of the sample; a single value stands alone with "n = 1". */
export function meanAndDeviation(values: readonly (number | null)[], kind: ColumnKind = 'number'): string {
  const statistics = statisticsOf(values);
  if (statistics === null) return nothing;
  const { mean, deviation, n } = statistics;
  const written = formatCell(kind, mean);
  if (deviation === null) return `${written}, n = 1`;
  const spread = kind === 'fraction' ? fixed(100 * deviation, 2) : spreadOf(kind, deviation);
  return `${written} ± ${spread}, n = ${n}`;
}

/** A cell of a table as text. */
export function formatCell(kind: ColumnKind, value: Cell | undefined): string {
  if (value === null || value === undefined || value === '') return nothing;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return kind === 'date' ? date(value) : value;
  switch (kind) {
    case 'fraction':
      return percent(value);
    case 'seconds':
      return duration(value);
    case 'bytes':
      return bytes(value);
    case 'number':
    case 'text':
    case 'date':
    case 'status':
    case 'tags':
    case 'boolean':
      return number(value);
  }
}

/** Numbers stand at the right, so that their digits do. */
export function isNumeric(kind: ColumnKind): boolean {
  return kind === 'number' || kind === 'fraction' || kind === 'seconds' || kind === 'bytes';
}

function spreadOf(kind: ColumnKind, deviation: number): string {
  return kind === 'number' ? number(deviation, 2) : formatCell(kind, deviation);
}

function sign(text: string, value: number): string {
  return value < 0 ? `−${text}` : text;
}

function grouped(digits: string): string {
  const [whole = '', decimals] = digits.split('.', 2);
  const groups = whole.length <= 4 ? whole : whole.replaceAll(/\B(?=(\d{3})+$)/g, thin);
  return decimals === undefined ? groups : `${groups}.${decimals}`;
}

function withoutTrailingZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function tidyExponent(text: string): string {
  const [digits = '', exponent = ''] = text.split('e', 2);
  return `${withoutTrailingZeros(digits)}e${exponent.replace('+', '')}`;
}

function twoUnits(count: number, per: number, large: string, small: string, pad = true): string {
  const rest = count % per;
  const high = `${number(Math.floor(count / per))}${space}${large}`;
  return rest === 0 ? high : `${high} ${pad ? String(rest).padStart(2, '0') : rest}${space}${small}`;
}
