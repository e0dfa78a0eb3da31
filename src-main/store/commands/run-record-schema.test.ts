/** That a record which is not what it says is refused in words, and leaves the database as it was, to the byte. */

import { describe, expect, test } from 'vitest';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { createRunStore } from '../create-run-store.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { memoryDatabase } from '../fixtures/sample-run.ts';
import { deep, remove, withChange } from '../fixtures/spoiled-record.ts';
import type { Path } from '../fixtures/spoiled-record.ts';
import type { RunRecord } from '../run-store.ts';

function refusal(record: unknown): string {
  const db = memoryDatabase();
  const store = createRunStore(db, { folder: null });
  const before = db.serialize();
  try {
    store.importRun(record as RunRecord);
    return 'it was imported';
  } catch (thrown) {
    expect(db.serialize().equals(before)).toBe(true);
    return thrown instanceof WorkbenchError && thrown.code === 'archive/invalid'
      ? String(thrown.details['problem'])
      : String(thrown);
  }
}

const settings = (count: number): unknown =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, i]));
const numbers = (...values: number[]): Float64Array => Float64Array.of(...values);

describe('refused is', () => {
  const cases: Record<string, readonly [path: Path, value: unknown, problem: RegExp]> = {
    'an id that is a path': [['detail', 'runId'], '../../../etc/passwd', /^detail\.runId: /],
    'an id with something after it': [['detail', 'runId'], '20251124-120000-aaaa\n', /^detail\.runId: /],
    'a spec from the future': [
      ['detail', 'spec', 'version'],
      99,
      /version 99, newer than the newest .* \(2\)$/,
    ],
    'a spec without a version': [['detail', 'spec', 'version'], remove, /^detail\.spec\.version: /],
    'a spec without layers': [['detail', 'spec', 'layers'], [], /^detail\.spec\.layers: /],
    'a part that is a text': [['detail', 'spec', 'optimizer'], 'adam', /^detail\.spec\.optimizer: /],
    'a setting that is no plain data': [
      ['detail', 'spec', 'more'],
      new Map(),
      /^detail\.spec: is no plain data/,
    ],
    'a spec nested too deep': [['detail', 'spec', 'more'], deep(1_000), /^detail\.spec: .* nested too deep/],
    'a spec too long': [['detail', 'spec', 'more'], 'x'.repeat(1_000_000), /^detail\.spec: is too long/],
    'a spec of too many settings': [
      ['detail', 'spec', 'more'],
      settings(5_000),
      /^detail\.spec: has too many/,
    ],
    'an unknown status': [['detail', 'status'], 'sleeping', /^detail\.status: /],
    'a date that is none': [['detail', 'createdAt'], 'yesterday', /^detail\.createdAt: /],
    'a name that is a page': [['detail', 'name'], 'x'.repeat(201), /^detail\.name: /],
    'no name': [['detail', 'name'], '', /^detail\.name: /],
    'notes that are a library': [['detail', 'notes'], 'x'.repeat(100_001), /^detail\.notes: /],
    'more tags than anybody sets': [['detail', 'tags'], Array(101).fill('x'), /^detail\.tags: /],
    'an error nobody knows': [
      ['detail', 'error'],
      { code: 'toString', details: {} },
      /^detail\.error\.code: /,
    ],
    'a fraction above 1': [
      ['detail', 'history', 0, 'errors', 'test', 'goodness'],
      1.5,
      /^detail\.history\.0\.errors/,
    ],
    'an evaluation twice': [
      ['detail', 'history', 0],
      sampleRecord().detail.history[1],
      /an evaluation is there twice/,
    ],
    'a checkpoint anywhere': [
      ['detail', 'checkpoints', 0, 'file'],
      '../x.safetensors',
      /is no name of a checkpoint/,
    ],
    'a checkpoint twice': [['detail', 'checkpoints', 1, 'step'], 1_000, /a checkpoint is there twice/],
    'a hash that is none': [['detail', 'checkpoints', 0, 'sha256'], 'f', /^detail\.checkpoints\.0\.sha256: /],
    'a step that is no whole number': [['detail', 'step'], 0.5, /^detail\.step: /],
    'a step beyond all numbers': [['detail', 'step'], 2 ** 60, /^detail\.step: /],
    'curves that are no list': [['series'], {}, /^series: /],
    'a metric without a name': [['series', 0, 'metric'], '', /^series\.0\.metric: /],
    'a metric twice': [['series', 0, 'metric'], 'sparse', /^series: a metric is there twice/],
    'steps in another array': [['series', 0, 'steps'], [1, 2], /^series\.0\.steps: /],
    'more steps than values': [['series', 0, 'steps'], numbers(1, 2), /^series\.0: as many steps as values/],
    'a curve without values': [
      ['series', 0],
      { metric: 'x', steps: numbers(), values: new Float32Array(0) },
      /has values/,
    ],
    'steps that go back': [
      ['series', 0, 'steps'],
      numbers(...Array(999).keys(), 5),
      /steps must be whole numbers that grow/,
    ],
    'a step that is NaN': [
      ['series', 0, 'steps'],
      numbers(...Array(999).keys(), NaN),
      /steps must be whole numbers/,
    ],
    'a step below zero': [
      ['series', 0, 'steps'],
      numbers(-1, ...Array(999).keys()),
      /steps must be whole numbers/,
    ],
    'a histogram without bins': [
      ['histograms', 0, 'points', 0, 'counts'],
      new Uint32Array(0),
      /a histogram has bins/,
    ],
    'a histogram of more bins than pixels': [
      ['histograms', 0, 'points', 0, 'counts'],
      new Uint32Array(100_001),
      /has bins/,
    ],
    'a histogram without an end': [
      ['histograms', 0, 'points', 0, 'high'],
      Infinity,
      /^histograms\.0\.points\.0\.high/,
    ],
    'a histogram at one step twice': [['histograms', 1, 'points', 0, 'step'], 1_000, /a step is there twice/],
    'a histogram twice': [
      ['histograms', 0, 'name'],
      'layer1/goodness/positive',
      /a histogram is there twice/,
    ],
    'a film of more than it holds': [['films', 0, 'shape'], [2, 4], /its arrays do not fit its shape/],
    'a film of all the memory there is': [
      ['films', 0, 'shape'],
      Array(8).fill(10_000_000),
      /its arrays do not fit/,
    ],
    'a film without a size': [['films', 0, 'shape'], [2, -3], /^films\.0\.shape\.1: /],
    'a film with half its moments': [
      ['films', 0, 'lows'],
      new Float32Array(1),
      /its arrays do not fit its shape/,
    ],
    'a film without a range': [['films', 0, 'highs'], Float32Array.of(1, NaN), /ranges must be numbers/],
    'a film twice': [['films', 0, 'name'], 'probe/labels', /a film is there twice/],
  };
  test.each(Object.entries(cases))('%s', (_, [path, value, problem]) => {
    expect(refusal(withChange(path, value))).toMatch(problem);
  });

  test('what is no record at all', () => {
    const loop: Record<string, unknown> = {};
    loop['detail'] = loop;
    for (const bad of [null, undefined, 7, 'run', [], {}, loop, new Uint8Array(9)])
      expect(refusal(bad)).toMatch(/^Invalid input|^detail/);
  });

  test('half a record: nothing of it may be missing but what follows from the rest', () => {
    const record = sampleRecord();
    // `net` is not in archives of older versions.
    const derived = ['specHash', 'configurationHash', 'seed', 'secondsLeft', 'metrics', 'histograms', 'net'];
    const keys: Path[] = [
      ...Object.keys(record).map((key) => [key]),
      ...Object.keys(record.detail).map((key) => ['detail', key]),
      ...['series', 'films'].flatMap((list) =>
        Object.keys(record[list as 'films'][0] as object).map((key) => [list, 0, key]),
      ),
    ];
    const taken = keys.filter((path) => refusal(withChange(path, remove)) === 'it was imported');
    expect(taken.map((path) => path.join('.')).toSorted()).toEqual(
      derived.map((key) => `detail.${key}`).toSorted(),
    );
  });

  test('a sentence with names of any length in it is cut', () => {
    const details = { ['k'.repeat(100_000)]: 1 };
    const problem = refusal(withChange(['detail', 'error'], { code: 'training/failed', details }));
    expect([problem.length, problem.startsWith('detail.error.details.kkk')]).toEqual([501, true]);
  });
});
