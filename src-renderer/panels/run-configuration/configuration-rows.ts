/**
 * A spec as rows to read: slot by slot, with the labels, units and explanations the catalogue gives. What the catalogue
 * does not know (a part of a newer program) is shown by its name.
 */

import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import type { PartChoice } from '../../../src-shared/spec/part.ts';
import type { CatalogueView, JsonSchema, SlotView } from '../../../src-shared/views/workbench-view.ts';
import type { TermName } from '../../ui/glossary.ts';
import { termOfPart, termOfSetting } from '../../ui/setting-terms.ts';

export interface SettingRow {
  /** "optimizer.learningRate" */
  readonly path: string;
  readonly label: string;
  readonly help: string;
  /** In words, with its unit. */
  readonly value: string;
  /** Differs from what the catalogue would have chosen. */
  readonly isChosen: boolean;
  /** What it is, where it is a term of the field. */
  readonly term: TermName | null;
}

export interface SettingGroup {
  readonly title: string;
  readonly term: TermName | null;
  /** The part chosen; empty for the numbers that belong to no part. */
  readonly part: string;
  readonly partTerm: TermName | null;
  readonly help: string;
  readonly rows: readonly SettingRow[];
}

export function configurationGroups(spec: ExperimentSpec, catalogue: CatalogueView): SettingGroup[] {
  const groups = catalogue.slots.flatMap((slot) => slotGroups(spec, slot));
  const seed = rowOf('seed', 'seed', spec.seed, catalogue.seed);
  const measures = rowsOf('measures', spec.measures, catalogue.measures);
  return [
    ...explainedOnce(groups),
    plainGroup('Measures', 'What is recorded, and how often.', measures),
    plainGroup('Seed', '', [seed]),
  ];
}

/** A term is explained where it is met first. */
function explainedOnce(groups: readonly SettingGroup[]): SettingGroup[] {
  const met = new Set<TermName>();
  const first = (term: TermName | null): TermName | null => {
    if (term === null || met.has(term)) return null;
    met.add(term);
    return term;
  };
  return groups.map((group) => ({
    ...group,
    term: first(group.term),
    partTerm: first(group.partTerm),
    rows: group.rows.map((row) => ({ ...row, term: first(row.term) })),
  }));
}

/** Of no part. */
function plainGroup(title: string, help: string, rows: readonly SettingRow[]): SettingGroup {
  return { title, term: null, part: '', partTerm: null, help, rows };
}

function slotGroups(spec: ExperimentSpec, slot: SlotView): SettingGroup[] {
  const chosen = spec[slot.slot];
  if (chosen === undefined) return [];
  const list = Array.isArray(chosen) ? (chosen as readonly PartChoice[]) : [chosen as PartChoice];
  return list.map((choice, index) => {
    const path = slot.isList ? `${slot.slot}.${index}` : slot.slot;
    const title = slot.isList && list.length > 1 ? `${slot.label} ${index + 1}` : slot.label;
    const part = slot.parts.find(({ kind }) => kind === choice.kind);
    const { kind: _, ...parameters } = choice;
    const rows = rowsOf(path, parameters, part?.parameters ?? {});
    return {
      title,
      term: termOfSetting(path),
      part: part?.label ?? choice.kind,
      partTerm: termOfPart(slot.slot, choice.kind),
      help: part?.help ?? '',
      rows,
    };
  });
}

function rowsOf(path: string, values: Readonly<Record<string, unknown>>, schema: JsonSchema): SettingRow[] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  return Object.entries(values).map(([name, value]) =>
    rowOf(`${path}.${name}`, name, value, properties[name] ?? {}),
  );
}

function rowOf(path: string, name: string, value: unknown, schema: JsonSchema): SettingRow {
  const unit = textIn(schema, 'unit');
  return {
    path,
    label: textIn(schema, 'title') || name,
    help: textIn(schema, 'description'),
    value: unit === '' ? wordsOf(value) : `${wordsOf(value)} ${unit}`,
    isChosen: 'default' in schema && JSON.stringify(schema['default']) !== JSON.stringify(value),
    term: termOfSetting(path),
  };
}

function wordsOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null || value === undefined) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function textIn(schema: JsonSchema, key: string): string {
  const value = schema[key];
  return typeof value === 'string' ? value : '';
}
