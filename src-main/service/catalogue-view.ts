/**
 * The catalogue of parts as data: what the window makes its form from, so that it names no part. Parameters are JSON
 * Schema as zod writes it, with `title`, `description`, `unit`, `default` and ranges.
 */

import { z } from 'zod';

import {
  broughtSlots,
  currentSpecVersion,
  specShape,
  usualChoices,
} from '../../src-shared/spec/experiment-spec.ts';
import type { Catalogue } from '../../src-shared/spec/experiment-spec.ts';
import type { PartInfo } from '../../src-shared/spec/part.ts';
import { isListSlot, partSlots, slotInfo } from '../../src-shared/spec/slots.ts';
import type { PartSlot } from '../../src-shared/spec/slots.ts';
import type { CatalogueView, JsonSchema, PartView, SlotView } from '../../src-shared/views/workbench-view.ts';

export function viewCatalogue(catalogue: Catalogue): CatalogueView {
  const whole = jsonSchema(specShape(catalogue))['properties'] as Record<string, JsonSchema>;
  return {
    specVersion: currentSpecVersion,
    slots: partSlots.map((slot) => viewSlot(slot, catalogue, whole[slot] ?? {})),
    seed: whole['seed'] ?? {},
    measures: whole['measures'] ?? {},
  };
}

function viewSlot(slot: PartSlot, catalogue: Catalogue, schema: JsonSchema): SlotView {
  const { label, help } = slotInfo[slot];
  const fallback = schema['default'] as { readonly kind?: string } | undefined;
  return {
    slot,
    label,
    help,
    isList: isListSlot(slot),
    isBrought: broughtSlots(catalogue).includes(slot),
    fallback: fallback?.kind ?? usualChoices[slot]?.kind ?? null,
    parts: catalogue[slot].all().map(viewPart),
  };
}

function viewPart({ kind, label, help, source, slots = [], parameters }: PartInfo): PartView {
  return { kind, label, help, source: source ?? null, slots, parameters: jsonSchema(parameters) };
}

/** Of what a user writes, so that settings with a default need not be there. */
function jsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...written } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema: part }) => {
      // zod's whole numbers end where doubles do, which tells a user nothing.
      if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
      if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
    },
  });
  return written;
}
