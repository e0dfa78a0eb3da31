/** A catalogue for tests and the gallery, with one parameter of every sort the real one has. */

import type { CatalogueView, JsonSchema, PartView, SlotView } from '../../src-shared/views/workbench-view.ts';

const integer = (title: string, fallback: number, maximum = 1000): JsonSchema => ({
  type: 'integer',
  minimum: 1,
  maximum,
  default: fallback,
  title,
  description: `${title} of it.`,
  unit: 'units',
});

function part(kind: string, label: string, properties: Record<string, JsonSchema> = {}): PartView {
  const parameters = { type: 'object', properties, additionalProperties: false };
  return { kind, label, help: `${label}, explained.`, source: null, slots: [], parameters };
}

function slot(name: SlotView['slot'], label: string, rest: Partial<SlotView>): SlotView {
  return {
    slot: name,
    label,
    help: `${label}, explained.`,
    isList: false,
    isBrought: false,
    fallback: null,
    parts: [],
    ...rest,
  };
}

const rate: JsonSchema = {
  type: 'number',
  exclusiveMinimum: 0,
  maximum: 1000,
  default: 0.01,
  title: 'Learning rate',
  description: 'Step along the gradient.',
};

export const smallCatalogue: CatalogueView = {
  specVersion: 1,
  seed: {
    type: 'integer',
    minimum: 0,
    default: 1,
    title: 'Seed',
    description: 'Start of every random stream.',
  },
  measures: {
    type: 'object',
    properties: { everySteps: integer('Cheap measures every', 50), examples: integer('Examples', 100) },
  },
  slots: [
    slot('dataset', 'Dataset', {
      parts: [
        part('digits', 'Digits', { trainExamples: integer('Train examples', 500) }),
        part('blobs', 'Blobs', {
          trainExamples: integer('Train examples', 100),
          file: { type: 'string', minLength: 1, maxLength: 9, title: 'File' },
        }),
      ],
    }),
    slot('labels', 'Labels', {
      parts: [
        part('in-input', 'In the input', {
          value: {
            anyOf: [
              { type: 'string', const: 'largest' },
              { type: 'number', minimum: 0.001, maximum: 1000 },
            ],
            default: 1,
            title: 'Value',
          },
        }),
      ],
    }),
    slot('layers', 'Layers', {
      isList: true,
      parts: [
        part('dense', 'Dense', {
          units: integer('Units', 500),
          initial: { type: 'string', enum: ['normal', 'uniform'], default: 'normal', title: 'First weights' },
        }),
      ],
    }),
    slot('optimizer', 'Optimizer', {
      parts: [
        part('plain', 'Plain', { learningRate: rate }),
        part('adam', 'Adam', { learningRate: { ...rate, default: 0.003, description: 'Largest step.' } }),
      ],
    }),
    slot('readouts', 'Read-outs', {
      isList: true,
      parts: [
        part('goodness', 'Goodness', {
          lastLayer: {
            anyOf: [{ type: 'integer', minimum: 1, maximum: 64 }, { type: 'null' }],
            default: null,
          },
        }),
      ],
    }),
    slot('peer', 'Peer normalization', {
      fallback: 'none',
      parts: [part('mean', 'Mean', { once: { type: 'boolean', default: false } }), part('none', 'None')],
    }),
  ],
};

export const smallDraft = {
  version: 1,
  name: 'small',
  seed: 1,
  dataset: { kind: 'digits' },
  labels: { kind: 'in-input', value: 'largest' },
  layers: [{ kind: 'dense', units: 300 }, { kind: 'dense' }],
  optimizer: { kind: 'plain', learningRate: 0.5 },
  readouts: [{ kind: 'goodness' }],
};
