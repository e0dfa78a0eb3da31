/**
 * A sweep while it is being described: which settings of an experiment can vary, how each of them does, and the sweep they
 * make as the program reads it. Plain data; whether a sweep is right is for the program to say.
 */

import type { CatalogueView } from '../../src-shared/views/workbench-view.ts';
import type { Control } from './control.ts';
import { isObject, listAt } from './draft.ts';
import type { Draft, Json, Path } from './draft.ts';
import { completeDraft, kindOf, parametersOf, partAt, settingLabel, slotsInUse } from './slots.ts';

/** A setting that can vary. */
export interface SweepSetting {
  /** "optimizer.learningRate". */
  readonly path: string;
  readonly label: string;
  readonly control: Control;
  /** In the base. */
  readonly value: Json;
}

export type AxisSort = 'values' | 'range' | 'log' | 'integers';

/** How a setting varies, as it stands in the form. */
export interface AxisDraft {
  readonly path: string;
  readonly sort: AxisSort;
  /** Of `values`: as typed, commas between. */
  readonly text: string;
  readonly low: number | null;
  readonly high: number | null;
  /** Of a grid. */
  readonly steps: number | null;
}

export interface SweepDraft {
  readonly axes: readonly AxisDraft[];
  readonly seeds: readonly number[];
  readonly method: 'grid' | 'random' | 'sobol' | 'halving';
  readonly points: number | null;
  /** By whose error points are judged; null: by the net's first. */
  readonly readOut: string | null;
  readonly halving: HalvingDraft;
}

/** How points are halved; null: as usual. */
export interface HalvingDraft {
  readonly factor: number | null;
  readonly firstEpochs: number | null;
  readonly draw: 'random' | 'sobol';
}

export const usualHalving: HalvingDraft = { factor: 3, firstEpochs: 1, draw: 'sobol' };

/** Slots whose choice and settings are no question of what learns best. */
const leftOut = ['engine', 'readouts', 'dataset'];

/** Every setting of the experiment that has a value of its own, in the catalogue's order: numbers, words, parts. */
export function sweepSettings(catalogue: CatalogueView, base: Draft): SweepSetting[] {
  const draft = completeDraft(catalogue, base);
  const used = slotsInUse(catalogue, draft);
  return catalogue.slots
    .filter(({ slot }) => used.has(slot) && !leftOut.includes(slot))
    .flatMap((slot) => {
      const paths: Path[] = slot.isList
        ? listAt(draft, [slot.slot]).map((_, index) => [slot.slot, index])
        : [[slot.slot]];
      return paths.flatMap((path) => settingsOf(path, slot));
    });

  function settingsOf(path: Path, slot: CatalogueView['slots'][number]): SweepSetting[] {
    const part = partAt(slot, draft, path);
    const choice = path.reduce<Json | undefined>(
      (inner, key) => (inner as Record<string, Json> | undefined)?.[key],
      draft,
    );
    if (part === null || !isObject(choice)) return [];
    const named = (name: string): Pick<SweepSetting, 'path' | 'label'> => {
      const text = [...path, name].join('.');
      return { path: text, label: settingLabel(catalogue, draft, text) };
    };
    const options = slot.parts.map(({ kind }) => kind);
    const kind: SweepSetting = {
      ...named('kind'),
      control: { kind: 'choice', options },
      value: kindOf(choice) ?? '',
    };
    const settings = parametersOf(part.parameters).flatMap(({ name, control }): SweepSetting[] => {
      const value = choice[name];
      return value === undefined || !canVary(control, value) ? [] : [{ ...named(name), control, value }];
    });
    return options.length > 1 && !slot.isList ? [kind, ...settings] : settings;
  }
}

function canVary(control: Control, value: Json): boolean {
  if (typeof value === 'object') return false;
  return control.kind !== 'json' && control.kind !== 'text' && control.kind !== 'text-list';
}

/** How a setting that was just ticked varies: around the value it has. */
export function usualAxis({ path, control, value }: SweepSetting): AxisDraft {
  const none = { path, low: null, high: null, steps: 3 };
  if (typeof value !== 'number') {
    const options =
      control.kind === 'choice' ? control.options : control.kind === 'toggle' ? [true, false] : [];
    const others = options.filter((option) => option !== value).map(String);
    return {
      ...none,
      sort: 'values',
      text: [typeof value === 'string' ? value : JSON.stringify(value), ...others].slice(0, 4).join(', '),
    };
  }
  const bounds = control.kind === 'number' ? control : null;
  const within = (wanted: number): number =>
    Math.min(bounds?.maximum ?? Infinity, Math.max(bounds?.minimum ?? -Infinity, wanted));
  if (Number.isInteger(value) && (bounds?.integer ?? true)) {
    const around = [within(Math.max(1, Math.round(value / 2))), value, within(value * 2)];
    return { ...none, sort: 'values', text: [...new Set(around)].join(', ') };
  }
  const [low, high] = [within(rounded(value / 10)), within(rounded(value * 10))];
  if (value > 0 && low > 0) return { ...none, sort: 'log', low, high, text: '' };
  return { ...none, sort: 'range', low: within(value - 1), high: within(value + 1), text: '' };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** "0.1, 2, adam, true" as values: what is no JSON is a word. */
export function parseValues(text: string): Json[] {
  const pieces = text.split(/[,\n]+/).map((piece) => piece.trim());
  return pieces
    .filter((piece) => piece !== '')
    .map((piece) => {
      try {
        return JSON.parse(piece) as Json;
      } catch {
        return piece;
      }
    });
}

/** The sweep as a file would hold it. `base`: a preset's name, or an experiment. */
export function sweepFile(
  draft: SweepDraft,
  base: string | Draft,
  name: string | null,
): Record<string, Json> {
  const { seeds, method, points, readOut, halving } = draft;
  return {
    version: 1,
    ...(name === null ? {} : { name }),
    base,
    axes: Object.fromEntries(draft.axes.map((axis) => [axis.path, axisFile(axis, method === 'grid')])),
    seeds: [...seeds],
    method,
    ...(method === 'grid' ? {} : { points: points ?? 0 }),
    ...(method === 'halving' ? { halving: halvingFile(halving) } : {}),
    ...(readOut === null ? {} : { objective: { readOut } }),
  };
}

function halvingFile({ factor, firstEpochs, draw }: HalvingDraft): Json {
  return {
    ...(factor === null ? {} : { factor }),
    ...(firstEpochs === null ? {} : { firstEpochs }),
    draw,
  };
}

function axisFile({ sort, text, low, high, steps }: AxisDraft, isGrid: boolean): Json {
  if (sort === 'values') return { values: parseValues(text) };
  const bounds = [low ?? 0, high ?? 0];
  // All whole numbers of a grid, where nothing says how many.
  return { [sort]: bounds, ...(isGrid && steps !== null ? { steps } : {}) };
}
