/** A spec becomes rows with the catalogue's words. */

import { describe, expect, it } from 'vitest';

import type { ExperimentSpec } from '../../../src-shared/spec/experiment-spec.ts';
import type { CatalogueView } from '../../../src-shared/views/workbench-view.ts';
import { configurationGroups } from './configuration-rows.ts';

const catalogue: CatalogueView = {
  specVersion: 1,
  slots: [
    {
      slot: 'layers',
      label: 'Layers',
      help: '',
      isList: true,
      isBrought: false,
      fallback: null,
      parts: [
        {
          kind: 'dense',
          label: 'Dense',
          help: 'Every unit sees all.',
          source: null,
          slots: [],
          parameters: {
            properties: { units: { title: 'Units', unit: 'units', description: 'How many.', default: 500 } },
          },
        },
      ],
    },
    {
      slot: 'optimizer',
      label: 'Optimizer',
      help: '',
      isList: false,
      isBrought: false,
      fallback: null,
      parts: [],
    },
  ],
  seed: { title: 'Seed', description: 'Start of every random stream.', default: 1 },
  measures: { properties: { snapshots: { title: 'Keep pictures', default: true } } },
};

describe('the rows of a configuration', () => {
  it('have labels, units and what was chosen; unknown parts are shown by their names', () => {
    const spec = {
      seed: 1,
      layers: [
        { kind: 'dense', units: 500 },
        { kind: 'dense', units: 20 },
      ],
      optimizer: { kind: 'future', speed: [1, 2], fast: false },
      measures: { snapshots: true },
    } as unknown as ExperimentSpec;
    const units = { label: 'Units', help: 'How many.', term: null };
    const plain = { term: null, partTerm: null };
    expect(configurationGroups(spec, catalogue)).toEqual([
      {
        title: 'Layers 1',
        ...plain,
        part: 'Dense',
        help: 'Every unit sees all.',
        rows: [{ path: 'layers.0.units', ...units, value: '500 units', isChosen: false }],
      },
      {
        title: 'Layers 2',
        ...plain,
        part: 'Dense',
        help: 'Every unit sees all.',
        rows: [{ path: 'layers.1.units', ...units, value: '20 units', isChosen: true }],
      },
      {
        title: 'Optimizer',
        ...plain,
        part: 'future',
        help: '',
        rows: [
          { path: 'optimizer.speed', label: 'speed', help: '', value: '[1,2]', isChosen: false, term: null },
          { path: 'optimizer.fast', label: 'fast', help: '', value: 'no', isChosen: false, term: null },
        ],
      },
      {
        title: 'Measures',
        ...plain,
        part: '',
        help: 'What is recorded, and how often.',
        rows: [
          {
            path: 'measures.snapshots',
            label: 'Keep pictures',
            help: '',
            value: 'yes',
            isChosen: false,
            term: null,
          },
        ],
      },
      {
        title: 'Seed',
        ...plain,
        part: '',
        help: '',
        rows: [
          {
            path: 'seed',
            label: 'Seed',
            help: 'Start of every random stream.',
            value: '1',
            isChosen: false,
            term: null,
          },
        ],
      },
    ]);
  });

  it('know which of them are terms of the field, each where it is met first', () => {
    const choice = { kind: 'softmax', weightDecay: 0.1, firstLayer: 2 };
    const spec = { seed: 1, readouts: [choice, choice], measures: {} } as unknown as ExperimentSpec;
    const slot = {
      slot: 'readouts',
      label: 'Read-outs',
      help: '',
      isList: true,
      isBrought: false,
      fallback: null,
      parts: [],
    };
    const groups = configurationGroups(spec, { ...catalogue, slots: [slot] } as CatalogueView);
    expect(
      groups.map(({ term, partTerm, rows }) => [term, partTerm, ...rows.map((row) => row.term)]).slice(0, 2),
    ).toEqual([
      ['readout', 'softmaxReadout', null, 'layerRange'],
      [null, null, null, null],
    ]);
  });
});
