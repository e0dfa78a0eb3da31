/** Numbers as they are typed into a field: read, written back, stepped and checked against a range. */

export interface NumberRange {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly integer?: boolean | undefined;
  readonly step?: number | undefined;
}

/**
 * The number in a text; null where the text is empty, undefined where it is no number. A comma is a decimal point; but
 * "60,000" is sixty thousand to some and sixty to others, so it is no number: nobody guesses.
 */
export function parseNumber(text: string): number | null | undefined {
  const compact = text.replaceAll(/[\s_]/g, '').replaceAll('−', '-');
  if (compact === '') return null;
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(compact)) return undefined;
  const pointed = compact.replace(/^([+-]?\d*),(\d+(e[+-]?\d+)?)$/i, '$1.$2');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(pointed)) return undefined;
  const value = Number(pointed);
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
  const size = step ?? (integer === true ? 1 : digitSize(start, steps));
  const moved = Number((start + steps * size).toPrecision(12));
  return Math.min(max ?? Infinity, Math.max(min ?? -Infinity, moved));
}

/** One in the place of the first digit; on the way towards zero, 0.01 goes by 0.001, else it would fall to 0. */
function digitSize(start: number, steps: number): number {
  if (start === 0) return 0.1;
  const [digits, exponent] = Math.abs(start).toExponential().split('e', 2);
  const isLeast = digits === '1' && Math.sign(start) === -Math.sign(steps);
  return Number(`1e${Number(exponent) - (isLeast ? 1 : 0)}`);
}
