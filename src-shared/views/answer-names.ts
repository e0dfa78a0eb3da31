/**
 * Names of answers, under which errors travel from the trainer to the window: a read-out's ("goodness", "softmax",
 * "probe/layer2"), or what one layer's goodness alone says ("goodness/layer1"); with "/copied" or "/teacher" after it, what
 * another net says of the same examples. Made, taken apart and put into words here.
 */

import type { ErrorReport, SplitErrors } from '../events/training-event.ts';
import { runColumns } from './run-table-view.ts';

export const splitNames = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof splitNames)[number];

/** True for what only one layer of the net says. */
export function isOfOneLayer(name: string): boolean {
  return layerOf(name) !== null;
}

/** Nets that answer beside a run's own, in words. */
const netsBeside = { copied: 'copied to another device', teacher: 'of the teacher' } as const;

/** "softmax/copied" taken apart; `net` is null for an answer of the run's own net. */
function withoutNet(name: string): { readonly answer: string; readonly net: keyof typeof netsBeside | null } {
  const [, answer, net] = /^(.+)\/(copied|teacher)$/s.exec(name) ?? [];
  return { answer: answer ?? name, net: (net as keyof typeof netsBeside | undefined) ?? null };
}

/** True for what another net than the run's own says. */
export function isOfOtherNet(name: string): boolean {
  return withoutNet(name).net !== null;
}

/** The layer whose word it is, such as "layer2"; null for an answer of the net as a whole. */
export function layerOf(name: string): string | null {
  return /\/(layer\d+)$/.exec(withoutNet(name).answer)?.[1] ?? null;
}

/** In words: "Goodness", "Softmax", "Probe of layer 2", "Layer 1 alone"; a name nobody knows as it is. */
export function answerLabel(name: string): string {
  const { answer, net } = withoutNet(name);
  if (net !== null) return `${answerLabel(answer)}, ${netsBeside[net]}`;
  const [, kind = name, layer] = /^(.*)\/layer(\d+)$/.exec(name) ?? [];
  const capital = (text: string) => text.replace(/^./, (letter) => letter.toUpperCase());
  if (layer === undefined) return capital(name);
  return kind === 'goodness' ? `Layer ${layer} alone` : `${capital(kind)} of layer ${layer}`;
}

/** "layer2" -> "layer 2". */
export function layerWords(name: string): string {
  return name.replace(/^layer(?=\d)/, 'layer ');
}

const splitWords: Readonly<Record<SplitName, string>> = {
  train: 'Training error',
  validation: 'Validation error',
  test: 'Test error',
};

/** "Test error, probe of layer 2". */
export function errorLabel(split: SplitName, name: string): string {
  return `${splitWords[split]}, ${answerLabel(name).replace(/^./, (letter) => letter.toLowerCase())}`;
}

/** The column of a split's errors by an answer in the table of runs: "run:test-probe/layer2". */
export function answerColumn(split: SplitName, name: string): string {
  return `run:${split}-${name}`;
}

/** What such a column shows; null for every other column. */
export function answerOfColumn(
  columnId: string,
): { readonly split: SplitName; readonly name: string } | null {
  const [, split, name] = /^run:(train|validation|test)-(.+)$/s.exec(columnId) ?? [];
  if (split === undefined || name === undefined) return null;
  // "run:train-seconds" only looks like one.
  const isOther = runColumns.some(({ id }) => id === columnId);
  return isOther ? null : { split: split as SplitName, name };
}

/** The names in some reports, in the order in which they are met. */
export function answerNames(reports: Iterable<ErrorReport | null>): string[] {
  const names = new Set<string>();
  for (const report of reports) {
    if (report === null) continue;
    for (const split of splitNames) for (const name of Object.keys(report[split] ?? {})) names.add(name);
  }
  // Answers of the whole net first; JSON may have been sorted on its way.
  return [...names].sort((a, b) => Number(isOfOneLayer(a)) - Number(isOfOneLayer(b)));
}

/** The answer to show where there is room for one: the net's first as a whole, else the first there is. */
export function headlineAnswer(names: readonly string[]): string | null {
  return names.find((name) => !isOfOneLayer(name)) ?? names[0] ?? null;
}

/** The answers to show where there is room for a few: those of the net as a whole, else all. */
export function briefAnswers(names: readonly string[]): readonly string[] {
  const whole = names.filter((name) => !isOfOneLayer(name));
  return whole.length === 0 ? names : whole;
}

/** True for what a layer's goodness says by the way, which is no read-out of the net. */
export function isLayerAlone(name: string): boolean {
  return /^goodness\/layer\d+$/.test(name);
}

/** The error of one split by its headline answer; null where there is none. */
export function headlineError(report: ErrorReport | null, split: SplitName): number | null {
  const name = headlineAnswer(Object.keys(report?.[split] ?? {}));
  return name === null ? null : errorOf(report, split, name);
}

/** The error of one split by one answer; null where either is not there. */
export function errorOf(report: ErrorReport | null, split: SplitName, name: string): number | null {
  return report?.[split]?.[name] ?? null;
}

/** Errors as they were written before answers had names: { goodness, softmax, layers }, null for what was not there. */
interface NamelessErrors {
  readonly goodness: number | null;
  readonly softmax: number | null;
  readonly layers: readonly number[];
}

/** A report of any version. */
export function namedReport(
  report: Readonly<Record<SplitName, SplitErrors | NamelessErrors | null>>,
): ErrorReport {
  const [train, validation, test] = splitNames.map((split) => namedErrors(report[split]));
  return { train: train ?? null, validation: validation ?? null, test: test ?? null };
}

function namedErrors(errors: SplitErrors | NamelessErrors | null): SplitErrors | null {
  if (errors === null || !isNameless(errors)) return errors;
  const whole = { goodness: errors.goodness, softmax: errors.softmax };
  return Object.fromEntries([
    ...Object.entries(whole).filter((entry): entry is [string, number] => entry[1] !== null),
    ...errors.layers.map((value, index) => [`goodness/layer${index + 1}`, value] as const),
  ]);
}

function isNameless(errors: SplitErrors | NamelessErrors): errors is NamelessErrors {
  return Array.isArray(errors['layers']);
}
