/** A claim's figures in words: what was measured, where, and whether that is what was expected. */

import type {
  ClaimRuns,
  ClaimVersionView,
  Cost,
  MeasuredError,
  Reproduction,
} from '../../../src-shared/views/reproduction-view.ts';
import { bytes, duration, fixed, number, percent } from '../../ui/format.ts';

/** Which measurement a line tells of: that of this data folder, else that of the handbook, else none. */
export type Origin = 'here' | 'handbook' | 'nowhere';

export interface FigureLine {
  readonly figure: Reproduction;
  readonly origin: Origin;
}

/** One for each expectation; a line tells of one place only, so that no mean is of runs of two machines. */
export function figureLines({ here, handbook }: ClaimVersionView): FigureLine[] {
  return here.map((own): FigureLine => {
    if (own.measured !== null) return { figure: own, origin: 'here' };
    const other = handbook.find(({ readOut, split }) => readOut === own.readOut && split === own.split);
    if (other === undefined || other.measured === null) return { figure: own, origin: 'nowhere' };
    return { figure: other, origin: 'handbook' };
  });
}

export interface MatchedLine {
  readonly matched: NonNullable<Reproduction['backPropagation']>;
  readonly split: Reproduction['split'];
  readonly origin: Origin;
}

/** Null where there is nothing to match. */
export function matchedLine({ here, handbook }: ClaimVersionView): MatchedLine | null {
  const [own] = here;
  if (own === undefined || own.backPropagation === null) return null;
  if (own.backPropagation.measured !== null)
    return { matched: own.backPropagation, split: own.split, origin: 'here' };
  const other = handbook.find(({ split }) => split === own.split)?.backPropagation ?? null;
  return other === null || other.measured === null
    ? { matched: own.backPropagation, split: own.split, origin: 'nowhere' }
    : { matched: other, split: own.split, origin: 'handbook' };
}

/** "3.11 % ± 0.08". */
export function errorText({ mean, deviation }: MeasuredError): string {
  return deviation === null ? percent(mean) : `${percent(mean)} ± ${fixed(100 * deviation, 2)}`;
}

/** "seeds 1, 2, 3". */
export function seedsText({ seeds }: MeasuredError): string {
  return `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`;
}

export interface Verdict {
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'open';
}

/** In percentage points, as errors are told. */
function points(difference: number): string {
  return `${fixed(100 * Math.abs(difference), 2)} points`;
}

/** Whether the expectation is met. Only the mean over all its seeds decides. */
export function verdictOf({ measured, met, expectation, seeds }: Reproduction): Verdict {
  if (expectation === null) return { text: 'Nothing expected', tone: 'open' };
  if (measured === null) return { text: 'Not measured', tone: 'open' };
  if (met === null) return { text: `${measured.n} of ${seeds.length} seeds are there`, tone: 'open' };
  if (met) return { text: 'Met', tone: 'good' };
  const over = measured.mean - expectation.error - expectation.tolerance;
  return { text: `Missed by ${points(over)}`, tone: 'bad' };
}

/** Beside what was published: "0.12 points above", "the same", "0.15 points below". */
export function besidePublished({ measured, published }: Reproduction): string | null {
  if (measured === null || published === null) return null;
  const difference = measured.mean - published.error;
  if (Math.round(10_000 * difference) === 0) return 'the same';
  return `${points(difference)} ${difference > 0 ? 'above' : 'below'}`;
}

/** "36 s a run", or without runs nothing. */
export function timeText({ seconds, runs }: Pick<Cost, 'seconds' | 'runs'>): string {
  return runs.length === 0 ? '' : duration(seconds / runs.length);
}

export function memoryText({ memoryBytes }: Pick<Cost, 'memoryBytes'>): string {
  return memoryBytes === null ? '' : bytes(memoryBytes);
}

export function paceText({ imagesPerSecond }: Pick<Cost, 'imagesPerSecond'>): string {
  return imagesPerSecond === null ? '' : number(Math.round(imagesPerSecond));
}

/** On what it was measured; empty where it was not. */
export function placeText({ engine, machine }: Pick<Cost, 'engine' | 'machine'>): string {
  return [engine, machine].filter((words) => words !== '').join('; ');
}

/** What the button that trains says; null where nothing is missing. */
export function startText({ missing, completed, active }: ClaimRuns, method: string): string | null {
  if (missing.length === 0) return null;
  const isPart = completed.length + active.length > 0;
  const what = missing.length === 1 ? `seed ${missing[0]}` : `${missing.length} seeds`;
  return `Train ${method}${isPart ? `, ${what} more` : missing.length === 1 ? '' : `, ${what}`}`;
}
