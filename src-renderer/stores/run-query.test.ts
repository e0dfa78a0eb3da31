/** The query box's language, term by term. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  columnsOfField,
  columnsOfQuery,
  parseRunQuery,
  queryFields,
  quoteField,
  quoteValue,
} from './run-query.ts';

describe('a query of the runs table', () => {
  it('is taken apart into conditions and words', () => {
    const text =
      'status:running,paused error<0.03 layers.0.units>=500 tag:sweep name:"two words" -Draft layer1/auc>0.9';
    expect(parseRunQuery(text)).toEqual({
      conditions: [
        {
          field: 'status',
          columns: ['run:status'],
          operator: ':',
          values: ['running', 'paused'],
          negated: false,
        },
        {
          field: 'error',
          columns: ['run:error'],
          operator: '<',
          values: ['0.03'],
          negated: false,
        },
        {
          field: 'layers.0.units',
          columns: ['setting:layers.0.units'],
          operator: '>=',
          values: ['500'],
          negated: false,
        },
        { field: 'tag', columns: ['run:tags'], operator: ':', values: ['sweep'], negated: false },
        { field: 'name', columns: ['run:name'], operator: ':', values: ['two words'], negated: false },
        {
          field: 'layer1/auc',
          columns: ['metric:layer1/auc'],
          operator: '>',
          values: ['0.9'],
          negated: false,
        },
      ],
      words: [{ text: 'draft', negated: true }],
      problems: [],
    });
  });

  it('takes a single word for a read-out, whose test error it asks about', () => {
    expect(['softmax', 'Seed', 'probe.x', 'run:test-probe/layer2'].map(columnsOfField)).toEqual([
      ['run:test-softmax'],
      ['run:seed'],
      ['setting:probe.x'],
      ['run:test-probe/layer2'],
    ]);
  });

  it('can name a column by its identifier, and forbid with a minus', () => {
    expect(parseRunQuery('-setting:optimizer.kind=adam').conditions).toEqual([
      {
        field: 'setting:optimizer.kind',
        columns: ['setting:optimizer.kind'],
        operator: '=',
        values: ['adam'],
        negated: true,
      },
    ]);
  });

  it('says where a term makes no sense, and keeps the rest', () => {
    expect(parseRunQuery('seed: step<1,2 "open mnist')).toEqual({
      conditions: [],
      words: [{ text: 'open mnist', negated: false }],
      problems: [
        { message: 'Say a value after "seed:"', from: 0, to: 5 },
        { message: '"<" takes one value', from: 6, to: 14 },
        { message: 'A quotation mark is not closed', from: 15, to: 26 },
      ],
    });
  });

  it('takes quoted text as one word, and an empty pair of marks as an empty value', () => {
    expect(parseRunQuery('"Two Words" preset:""')).toEqual({
      conditions: [{ field: 'preset', columns: ['run:preset'], operator: ':', values: [''], negated: false }],
      words: [{ text: 'two words', negated: false }],
      problems: [],
    });
  });

  it('never fails, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { problems, words, conditions } = parseRunQuery(text);
        return (
          problems.every(({ from, to }) => from >= 0 && from < to && to <= text.length) &&
          words.every((word) => word.text !== '') &&
          conditions.every(({ columns, values }) => columns.length > 0 && values.length > 0)
        );
      }),
    );
  });

  it('gives back any value and any field that was quoted', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('"', '\\', ',', ' ', ':', '=', '-', '<', 'x') }),
    );
    fc.assert(
      fc.property(
        text.filter((field) => field !== ''),
        text,
        (field, value) => {
          const query = parseRunQuery(`${quoteField(field)}:${quoteValue(value)},${quoteValue(value)}`);
          expect(query.problems).toEqual([]);
          expect(query.conditions).toMatchObject([{ field, values: [value, value], negated: false }]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('takes a mark after a stroke for itself, and a stroke before anything else too', () => {
    expect(parseRunQuery(String.raw`tag:"12\" disk" name:"C:\new \\ x" notes:a\b`).conditions).toMatchObject([
      { values: ['12" disk'] },
      { values: ['C:\\new \\ x'] },
      { values: ['a\\b'] },
    ]);
    expect(parseRunQuery(String.raw`tag:"12\"`).problems).toEqual([
      { message: 'A quotation mark is not closed', from: 0, to: 9 },
    ]);
  });

  it('names each column once that it looks at', () => {
    expect(columnsOfQuery(parseRunQuery('error<1 goodness<1 optimizer.learningRate=0.1'))).toEqual([
      'run:error',
      'run:test-goodness',
      'setting:optimizer.learningRate',
    ]);
    expect(queryFields.flatMap(({ name }) => columnsOfField(name)).every((id) => id.startsWith('run:'))).toBe(
      true,
    );
  });
});
