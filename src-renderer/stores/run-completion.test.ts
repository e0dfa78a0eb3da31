/** What the query box offers, keystroke by keystroke. */

import { describe, expect, it } from 'vitest';

import { completionsAt } from './run-completion.ts';
import type { CompletionSources } from './run-completion.ts';

const sources: CompletionSources = {
  columns: (search) =>
    [
      { id: 'setting:optimizer.learningRate', label: 'Learning rate' },
      { id: 'metric:layer1/auc', label: 'layer1/auc' },
      { id: 'environment:cpu', label: 'Processor' },
      { id: 'metric:odd name', label: 'odd name' },
    ].filter(({ id }) => id.toLowerCase().includes(search)),
  values: (column) =>
    column === 'run:status'
      ? [
          { value: 'completed', runs: 3 },
          { value: 'running', runs: 1 },
        ]
      : column === 'run:tags'
        ? [
            { value: 'two words', runs: 2 },
            { value: '12" disk', runs: 1 },
            { value: 'a, b', runs: 1 },
          ]
        : [],
};

/** What the text becomes with the first thing offered; the cursor stands at the bar. */
function accepted(text: string): string[] {
  const cursor = text.indexOf('|');
  const plain = text.replace('|', '');
  return completionsAt(plain, cursor, sources).map(
    (offer) => plain.slice(0, offer.from) + offer.text + plain.slice(offer.to),
  );
}

describe('completion in the query box', () => {
  it('offers fields, then the values of a field', () => {
    expect(accepted('stat|')).toEqual(['status:']);
    expect(accepted('status:|')).toEqual(['status:completed ', 'status:running ']);
    expect(accepted('status:ru|')).toEqual(['status:running ']);
    expect(accepted('seed:1 -tag:tw|')).toEqual(['seed:1 -tag:"two words" ']);
    expect(accepted('status:running,comp|')).toEqual(['status:running,completed ']);
  });

  it('goes on inside quotation marks, and quotes what has signs of its own', () => {
    expect(accepted('tag:"two w|')).toEqual(['tag:"two words" ']);
    expect(accepted('tag:"a, |')).toEqual(['tag:"a, b" ']);
    expect(accepted('tag:x,"12|')).toEqual([String.raw`tag:x,"12\" disk" `]);
    expect(accepted('odd|')).toEqual(['"metric:odd name"=']);
  });

  it('offers settings and metrics, in the shortest way that is understood', () => {
    expect(accepted('learn|')).toEqual(['optimizer.learningRate=']);
    expect(accepted('auc|')).toEqual(['layer1/auc=']);
    expect(accepted('environment|')).toEqual(['environment:cpu=']);
  });

  it('offers nothing after an ordering operator, nor what is there already', () => {
    expect(accepted('error<|')).toEqual([]);
    expect(accepted('status:running|')).toEqual([]);
  });

  it('offers all short names on an empty line', () => {
    expect(accepted('|').slice(0, 3)).toEqual(['status:', 'name:', 'tag:']);
  });
});
