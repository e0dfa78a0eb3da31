/**
 * From a parameter's JSON Schema to the control that edits it, with its range in words. A schema no control fits is
 * edited as JSON, so that a new kind of parameter never becomes unreachable.
 */

import type { JsonSchema } from '../../src-shared/views/workbench-view.ts';
import { number } from '../ui/format.ts';
import { isEqual, isObject } from './draft.ts';
import type { Json } from './draft.ts';

export interface NumberControl {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** The minimum (maximum) itself is not allowed. */
  readonly aboveMinimum: boolean;
  readonly belowMaximum: boolean;
}

export type Control =
  | NumberControl
  | { readonly kind: 'toggle' }
  | { readonly kind: 'choice'; readonly options: readonly (string | number)[] }
  | { readonly kind: 'text'; readonly shortest: number; readonly longest: number | null }
  | { readonly kind: 'text-list'; readonly most: number | null }
  | { readonly kind: 'number-or-word'; readonly number: NumberControl; readonly words: readonly string[] }
  /** A value, or none at all (null). */
  | { readonly kind: 'optional'; readonly inner: Control }
  | { readonly kind: 'json' };

export function controlOf(schema: JsonSchema): Control {
  const alternatives = alternativesOf(schema);
  if (alternatives !== null) return controlOfUnion(alternatives);
  const { type } = schema;
  if (Array.isArray(schema['enum'])) return choiceOf(schema['enum']);
  if ('const' in schema) return choiceOf([schema['const']]);
  if (type === 'boolean') return { kind: 'toggle' };
  if (type === 'number' || type === 'integer') return numberControlOf(schema);
  if (type === 'string') {
    return {
      kind: 'text',
      shortest: numberAt(schema, 'minLength') ?? 0,
      longest: numberAt(schema, 'maxLength'),
    };
  }
  const items = schema['items'];
  if (type === 'array' && isObject(items as Json) && (items as JsonSchema)['type'] === 'string') {
    return { kind: 'text-list', most: numberAt(schema, 'maxItems') };
  }
  return { kind: 'json' };
}

/** What is wrong with a value, as far as its control can tell; null where nothing is. */
export function problemOf(control: Control, value: Json | undefined): string | null {
  switch (control.kind) {
    case 'number':
      return numberProblem(control, value);
    case 'toggle':
      return typeof value === 'boolean' ? null : 'Choose yes or no';
    case 'choice':
      return control.options.some((option) => isEqual(option, value)) ? null : 'Choose one of the list';
    case 'text':
      return textProblem(control, value);
    case 'text-list':
      if (!Array.isArray(value)) return 'One entry a line';
      return control.most !== null && value.length > control.most ? `At most ${control.most} entries` : null;
    case 'number-or-word':
      if (typeof value === 'string' && control.words.includes(value)) return null;
      return numberProblem(control.number, value);
    case 'optional':
      return value === null ? null : problemOf(control.inner, value);
    case 'json':
      return null;
  }
}

/** "1 to 64", "above 0, at most 1,000"; empty where anything goes. */
export function rangeText(control: Control): string {
  if (control.kind === 'optional') return rangeText(control.inner);
  if (control.kind === 'number-or-word') return rangeText(control.number);
  if (control.kind !== 'number') return '';
  const { minimum, maximum, aboveMinimum, belowMaximum } = control;
  if (minimum !== null && maximum !== null && !aboveMinimum && !belowMaximum) {
    return `${numberText(minimum)} to ${numberText(maximum)}`;
  }
  const from = minimum === null ? '' : `${aboveMinimum ? 'above' : 'from'} ${numberText(minimum)}`;
  const to = maximum === null ? '' : `${belowMaximum ? 'below' : 'up to'} ${numberText(maximum)}`;
  return [from, to].filter((part) => part !== '').join(', ');
}

/** A value as people read it. */
export function valueText(value: Json | undefined): string {
  if (value === undefined) return 'not set';
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return value === '' ? 'empty' : value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  const { kind, ...rest } = value;
  const parameters = Object.entries(rest).map(([name, inner]) => `${name} ${valueText(inner)}`);
  return [...(typeof kind === 'string' ? [kind] : []), ...parameters].join(', ');
}

/** In full, and as the rest of the window writes numbers. */
function numberText(value: number): string {
  return number(value, 15);
}

function controlOfUnion(alternatives: readonly JsonSchema[]): Control {
  const others = alternatives.filter(({ type }) => type !== 'null');
  if (others.length < alternatives.length) {
    const [only] = others;
    if (only === undefined) return { kind: 'json' };
    return { kind: 'optional', inner: others.length === 1 ? controlOf(only) : controlOfUnion(others) };
  }
  const controls = others.map(controlOf);
  const numbers = controls.filter((control) => control.kind === 'number');
  const choices = controls.filter((control) => control.kind === 'choice');
  const options = choices.flatMap((choice) => choice.options);
  if (choices.length === controls.length) return { kind: 'choice', options };
  const [numeric] = numbers;
  const words = options.filter((option) => typeof option === 'string');
  if (numeric === undefined || numbers.length > 1 || 1 + choices.length !== controls.length)
    return { kind: 'json' };
  return words.length === options.length
    ? { kind: 'number-or-word', number: numeric, words }
    : { kind: 'json' };
}

function alternativesOf(schema: JsonSchema): readonly JsonSchema[] | null {
  const union = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(union)) return union as JsonSchema[];
  const { type, ...rest } = schema;
  return Array.isArray(type) ? type.map((each: unknown) => ({ ...rest, type: each })) : null;
}

function choiceOf(options: readonly unknown[]): Control {
  const plain = options.filter((option) => typeof option === 'string' || typeof option === 'number');
  return plain.length === options.length ? { kind: 'choice', options: plain } : { kind: 'json' };
}

function numberControlOf(schema: JsonSchema): NumberControl {
  const [above, below] = [numberAt(schema, 'exclusiveMinimum'), numberAt(schema, 'exclusiveMaximum')];
  const integer = schema['type'] === 'integer';
  // zod writes the limits of exact integers into every integer's schema; they say nothing to a user.
  const said = (limit: number | null) =>
    integer && Math.abs(limit ?? 0) >= Number.MAX_SAFE_INTEGER ? null : limit;
  return {
    kind: 'number',
    integer,
    minimum: said(above ?? numberAt(schema, 'minimum')),
    maximum: said(below ?? numberAt(schema, 'maximum')),
    aboveMinimum: above !== null,
    belowMaximum: below !== null,
  };
}

function numberProblem(control: NumberControl, value: Json | undefined): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'Give a number';
  if (control.integer && !Number.isSafeInteger(value)) return 'Give a whole number';
  const { minimum, maximum, aboveMinimum, belowMaximum } = control;
  const tooSmall = minimum !== null && (aboveMinimum ? value <= minimum : value < minimum);
  const tooLarge = maximum !== null && (belowMaximum ? value >= maximum : value > maximum);
  return tooSmall || tooLarge ? `Allowed: ${rangeText(control)}` : null;
}

function textProblem(
  control: { shortest: number; longest: number | null },
  value: Json | undefined,
): string | null {
  if (typeof value !== 'string') return 'Give a text';
  if (value.length < control.shortest)
    return control.shortest === 1 ? 'Give a text' : `At least ${control.shortest} characters`;
  return control.longest !== null && value.length > control.longest
    ? `At most ${control.longest} characters`
    : null;
}

function numberAt(schema: JsonSchema, key: string): number | null {
  const value = schema[key];
  return typeof value === 'number' ? value : null;
}
