/**
 * A part: one choice in one slot of an experiment (a goodness function, an optimizer, ...), with its parameters
 * described well enough that the form control, the validation, the documentation row and the conformance test all
 * come from here. Behaviour is added by the folder that owns the slot.
 */

import type { z } from 'zod';

import type { Named, Registry } from '../base/registry.ts';

/** What a form and the documentation need to know about one parameter. */
export interface ParameterInfo {
  readonly label: string;
  readonly help: string;
  /** Unit of the number, such as "units" or "epochs"; left out where it has none. */
  readonly unit?: string;
}

/** A parameter: a zod schema (with range and default) that carries its label, unit and help. */
export function parameter<S extends z.ZodType>(schema: S, info: ParameterInfo): S {
  const { label, help, unit } = info;
  return schema.meta({ title: label, description: help, ...(unit === undefined ? {} : { unit }) });
}

export interface PartInfo extends Named {
  /** The name in a spec, e.g. "sum-of-squares". */
  readonly kind: string;
  readonly label: string;
  readonly help: string;
  /** Where it was published, if it was. */
  readonly source?: string;
  /** Slots of the spec that this choice brings in; without one that does, such a slot stays empty. */
  readonly slots?: readonly string[];
  readonly parameters: z.ZodObject;
}

/** A part with behaviour `B`, made from its checked parameters. */
export interface Part<B> extends PartInfo {
  create(parameters: unknown): B;
}

/** Ties the type of the parameters to the behaviour made from them. */
export function definePart<P extends z.ZodObject, B>(part: {
  kind: string;
  label: string;
  help: string;
  source?: string;
  slots?: readonly string[];
  parameters: P;
  create(parameters: z.output<P>): B;
}): Part<B> {
  return {
    ...part,
    create: (parameters) => part.create(part.parameters.parse(parameters)),
  };
}

/** A chosen part as it stands in a spec: its kind beside its parameters. */
export interface PartChoice {
  readonly kind: string;
  readonly [parameter: string]: unknown;
}

/** Makes the behaviour a spec chose. Errors: part/unknown. */
export function createPart<B>(registry: Registry<Part<B>>, choice: PartChoice): B {
  const { kind, ...parameters } = choice;
  return registry.get(kind).create(parameters);
}
