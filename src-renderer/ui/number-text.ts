/** Numbers as they are typed into a field: read, written back, stepped and checked against a range. */

export interface NumberRange {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly integer?: boolean | undefined;
  readonly step?: number | undefined;
}

/** The number in a text; null where the text is empty, undefined where it is no number. */
export function parseNumber(text: string): number | null | undefined {
  const trimmed = text
    .trim()
    .replace(/^([+-]?\d*),(\d+)$/, '$1.$2')
    .replaceAll(/[\s_]/g, '');
  if (trimmed === '') return null;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}

/** As it would be typed: exact, without groups of digits. */
export function plainNumber(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/** What is wrong with a number, as the user reads it. */
export function rangeProblem(value: number | null, { min, max, integer }: NumberRange): string | undefined {
  if (value === null) return undefined;
  if (integer === true && !Number.isInteger(value)) return 'A whole number is needed.';
  if (min !== undefined && value < min) return `At least ${min}.`;
  if (max !== undefined && value > max) return `At most ${max}.`;
  return undefined;
}

/** The next number by the arrow keys: by `step`, else by one in the first digit's place, kept within the range. */
export function steppedNumber(value: number | null, steps: number, range: NumberRange): number {
  const { min, max, integer, step } = range;
  const start = value ?? min ?? 0;
  const size =
    step ?? (integer === true ? 1 : start === 0 ? 0.1 : 10 ** Math.floor(Math.log10(Math.abs(start))));
  const moved = Number((start + steps * size).toPrecision(12));
  return Math.min(max ?? Infinity, Math.max(min ?? -Infinity, moved));
}
