/** Quantities as people read them. A dash stands for what is not there. */

export const absent = '-';

/** 0.0332 -> "3.32 %". */
export function formatFraction(fraction: number | null | undefined): string {
  return fraction === null || fraction === undefined ? absent : `${(100 * fraction).toFixed(2)} %`;
}

/** "8.3 s", "3:05", "1:02:03". */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return absent;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

const large = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const small = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });

/** Four significant digits, or all before the point. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return (Math.abs(value) >= 1000 ? large : small).format(value);
}

export function formatBytes(bytes: number | null): string {
  if (bytes === null) return absent;
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${formatNumber(Math.round(bytes / 1e6))} MB`;
}

/** "2025-11-24 03:33" in the local time zone. */
export function formatTime(iso: string | null): string {
  if (iso === null) return absent;
  const time = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** A setting's value as it stands in a spec. */
export function formatSetting(value: unknown): string {
  if (value === null || value === undefined) return absent;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
