/**
 * A draft seen through the catalogue: its slots, the parts they hold, the parameters of these. All that a form, a
 * comparison or a message needs to know about names comes from the catalogue; no part is named here.
 */

import type { CatalogueView, JsonSchema, PartView, SlotView } from '../../src-shared/views/workbench-view.ts';
import { controlOf } from './control.ts';
import type { Control } from './control.ts';
import { isObject, listAt, parsePath, setAt, valueAt } from './draft.ts';
import type { Draft, Json, Path } from './draft.ts';

export interface Parameter {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly unit: string;
  readonly control: Control;
  /** undefined where it must be said. */
  readonly fallback: Json | undefined;
}

/** The parameters an object schema describes, in its order. */
export function parametersOf(schema: JsonSchema): Parameter[] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  return Object.entries(properties)
    .filter(([name]) => name !== 'kind')
    .map(([name, property]) => parameterOf(name, property));
}

export function parameterOf(name: string, schema: JsonSchema): Parameter {
  const text = (key: string): string => (typeof schema[key] === 'string' ? schema[key] : '');
  return {
    name,
    label: text('title') === '' ? name : text('title'),
    help: text('description'),
    unit: text('unit'),
    control: controlOf(schema),
    fallback: schema['default'] as Json | undefined,
  };
}

export function slotNamed(catalogue: CatalogueView, name: string | number | undefined): SlotView | null {
  return catalogue.slots.find(({ slot }) => slot === name) ?? null;
}

/** The kind a choice names; null where it is no choice. */
export function kindOf(choice: Json | undefined): string | null {
  return isObject(choice) && typeof choice['kind'] === 'string' ? choice['kind'] : null;
}

export function partNamed(slot: SlotView, kind: string | null): PartView | null {
  return slot.parts.find((part) => part.kind === kind) ?? null;
}

/** The part at `path` ("optimizer", "layers.0"), the slot's fallback where the draft says nothing. */
export function partAt(slot: SlotView, draft: Draft, path: Path): PartView | null {
  const choice = valueAt(draft, path);
  return partNamed(slot, choice === undefined ? slot.fallback : kindOf(choice));
}

/**
 * Another part at `path`. A parameter is kept where the new part has one of the same name that means the same, which
 * is where both are described in the same words.
 */
export function choosePart(slot: SlotView, draft: Draft, path: Path, kind: string): Draft {
  const [before, part] = [partAt(slot, draft, path), partNamed(slot, kind)];
  if (before?.kind === kind && valueAt(draft, path) !== undefined) return draft;
  const old = before === null ? [] : parametersOf(before.parameters);
  const kept = (part === null ? [] : parametersOf(part.parameters)).flatMap(({ name, help, unit }) => {
    const same = old.some((each) => each.name === name && each.help === help && each.unit === unit);
    const value = same ? valueAt(draft, [...path, name]) : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return setAt(draft, path, { kind, ...Object.fromEntries(kept) });
}

/** The slots that are there in this draft: those of every experiment, and those that its choices bring in. */
export function slotsInUse(catalogue: CatalogueView, draft: Draft): ReadonlySet<string> {
  const used = new Set<string>(catalogue.slots.filter(({ isBrought }) => !isBrought).map(({ slot }) => slot));
  // A slot that is brought in may bring in others.
  for (let before = -1; before < used.size;) {
    before = used.size;
    for (const slot of catalogue.slots.filter((each) => used.has(each.slot))) {
      const paths: Path[] = slot.isList
        ? listAt(draft, [slot.slot]).map((_, index) => [slot.slot, index])
        : [[slot.slot]];
      for (const path of paths) partAt(slot, draft, path)?.slots.forEach((name) => used.add(name));
    }
  }
  return used;
}

/**
 * A draft after another part was chosen: slots that nothing brings in any more go, and are kept in `dropped`; those that
 * come in are as they were when they went, or hold the slot's usual or first part.
 */
export function fitSlots(catalogue: CatalogueView, draft: Draft, dropped: Map<string, Json>): Draft {
  let fitted = draft;
  for (let changed = true; changed;) {
    changed = false;
    const used = slotsInUse(catalogue, fitted);
    for (const slot of catalogue.slots.filter(({ isBrought }) => isBrought)) {
      const value = fitted[slot.slot];
      if (!used.has(slot.slot) && value !== undefined) {
        dropped.set(slot.slot, value);
        const { [slot.slot]: _, ...rest } = fitted;
        fitted = rest;
        changed = true;
      } else if (used.has(slot.slot) && value === undefined) {
        const kind = slot.fallback ?? slot.parts[0]?.kind;
        const choice = dropped.get(slot.slot) ?? (kind === undefined ? undefined : { kind });
        if (choice === undefined) continue;
        fitted = { ...fitted, [slot.slot]: choice };
        changed = true;
      }
    }
  }
  return orderDraft(catalogue, fitted);
}

/** What a new item of a list slot starts as: like the last one, else the slot's first part. */
export function newItem(slot: SlotView, draft: Draft): Json {
  const last = listAt(draft, [slot.slot]).at(-1);
  return last ?? { kind: slot.parts[0]?.kind ?? '' };
}

/** The draft with everything said that it leaves to defaults. What is wrong in it stays as it is. */
export function completeDraft(catalogue: CatalogueView, draft: Draft): Draft {
  const complete: Draft = { ...draft };
  complete['seed'] ??= parameterOf('seed', catalogue.seed).fallback ?? 1;
  const measures = draft['measures'] ?? {};
  if (isObject(measures)) complete['measures'] = withFallbacks(parametersOf(catalogue.measures), measures);
  const used = slotsInUse(catalogue, draft);
  for (const slot of catalogue.slots) {
    const value = draft[slot.slot] ?? (used.has(slot.slot) ? fallbackOf(slot) : undefined);
    if (value === undefined) continue;
    complete[slot.slot] =
      slot.isList && Array.isArray(value)
        ? value.map((item) => completeChoice(slot, item))
        : completeChoice(slot, value);
  }
  return complete;
}

/** The same draft with its settings in the catalogue's order, as people read them: a stored one is sorted by name. */
export function orderDraft(catalogue: CatalogueView, draft: Draft): Draft {
  const first = ['version', 'name', 'seed', ...catalogue.slots.map(({ slot }) => slot as string), 'measures'];
  const ordered = inOrder(draft, first);
  for (const slot of catalogue.slots) {
    const value = ordered[slot.slot];
    if (value === undefined) continue;
    ordered[slot.slot] = Array.isArray(value)
      ? value.map((item) => orderChoice(slot, item))
      : orderChoice(slot, value);
  }
  const measures = ordered['measures'];
  if (isObject(measures)) {
    ordered['measures'] = inOrder(
      measures,
      parametersOf(catalogue.measures).map(({ name }) => name),
    );
  }
  return ordered;
}

/** "layers.0.units" as people read it: "Layers 1: Units". */
export function settingLabel(catalogue: CatalogueView, draft: Draft, text: string): string {
  const path = parsePath(text);
  const [first, ...rest] = path;
  if (first === undefined) return 'Experiment';
  if (first === 'name') return 'Name';
  if (first === 'version') return 'Version';
  if (first === 'seed') return parameterOf('seed', catalogue.seed).label;
  if (first === 'measures') return labelled('Measures', parametersOf(catalogue.measures), rest[0]);
  const slot = slotNamed(catalogue, first);
  if (slot === null) return text;
  const [index] = rest;
  const [place, name] = typeof index === 'number' ? [[first, index], rest[1]] : [[first], index];
  const label = typeof index === 'number' ? `${slot.label} ${index + 1}` : slot.label;
  return labelled(label, parametersOf(partAt(slot, draft, place)?.parameters ?? {}), name);
}

function labelled(
  label: string,
  parameters: readonly Parameter[],
  name: string | number | undefined,
): string {
  if (name === undefined || name === 'kind') return label;
  return `${label}: ${parameters.find((each) => each.name === name)?.label ?? name}`;
}

function fallbackOf(slot: SlotView): Json | undefined {
  if (slot.fallback !== null) return { kind: slot.fallback };
  return slot.isList ? [] : undefined;
}

function completeChoice(slot: SlotView, choice: Json): Json {
  const part = partNamed(slot, kindOf(choice));
  return part === null || !isObject(choice) ? choice : withFallbacks(parametersOf(part.parameters), choice);
}

function withFallbacks(parameters: readonly Parameter[], object: { [key: string]: Json }): Json {
  const complete = { ...object };
  for (const { name, fallback } of parameters) {
    if (complete[name] === undefined && fallback !== undefined) complete[name] = fallback;
  }
  return complete;
}

function orderChoice(slot: SlotView, choice: Json): Json {
  if (!isObject(choice)) return choice;
  const parameters = parametersOf(partNamed(slot, kindOf(choice))?.parameters ?? {});
  return inOrder(choice, ['kind', ...parameters.map(({ name }) => name)]);
}

/** Keys that are not named follow those that are. */
function inOrder(object: { [key: string]: Json }, names: readonly string[]): { [key: string]: Json } {
  const known = names.filter((name) => object[name] !== undefined);
  const others = Object.keys(object).filter((key) => !names.includes(key));
  return Object.fromEntries([...known, ...others].map((key) => [key, object[key] ?? null]));
}
