/** That nothing put anywhere into a record comes in by half, or comes in and cannot be read. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createRunStore } from '../create-run-store.ts';
import { sampleRecord } from '../fixtures/sample-record.ts';
import { memoryDatabase, memoryStore } from '../fixtures/sample-run.ts';
import { deep, remove, withChange } from '../fixtures/spoiled-record.ts';
import type { Path } from '../fixtures/spoiled-record.ts';

/** Every place in a value, arrays of numbers as wholes. */
function placesIn(value: unknown, path: Path = []): Path[] {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) => placesIn(each, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

test('whatever stands anywhere in a record, it is refused in words, or imported whole and can be exported again', () => {
  const loop: unknown[] = [];
  loop.push(loop);
  const hostile = fc.oneof(
    fc.constantFrom<unknown>(
      remove,
      null,
      undefined,
      NaN,
      -Infinity,
      -1,
      0.5,
      2 ** 60,
      1n,
      true,
      '',
      '../..',
      loop,
    ),
    fc.constantFrom<unknown>(
      new Map(),
      new Date(0),
      () => 1,
      Symbol('x'),
      new Uint8Array(9),
      new Float32Array(2),
    ),
    fc.constantFrom<unknown>(deep(20), JSON.parse('{"__proto__": {"kind": "x"}, "kind": "y"}'), {
      length: 2 ** 40,
    }),
    fc.anything(),
  );
  const places = placesIn(sampleRecord());
  const place = fc.oneof(
    fc.constantFrom(...places),
    fc
      .tuple(
        fc.constantFrom(['detail'], ['detail', 'spec'], ['films', 0]),
        fc.constantFrom('__proto__', 'constructor', 'more'),
      )
      .map(([parent, key]): Path => [...parent, key]),
  );
  const db = memoryDatabase();
  const store = createRunStore(db, { folder: null });
  const elsewhere = memoryStore();
  const counts = (): unknown[] =>
    ['runs', 'series', 'histograms', 'films', 'evaluations', 'run_settings', 'last_values'].map((table) =>
      db.prepare(`SELECT count(*) FROM ${table}`).pluck().get(),
    );
  const empty = counts();
  fc.assert(
    fc.property(place, hostile, (path, value) => {
      const record = withChange(path, value);
      let run: string;
      try {
        run = store.importRun(record);
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'archive/invalid' });
        expect(counts()).toEqual(empty);
        return;
      }
      const exported = store.exportRun(run);
      elsewhere.importRun(exported);
      expect(elsewhere.exportRun(run)).toEqual(exported);
      expect(store.checkIntegrity()).toEqual([]);
      for (const each of [store, elsewhere]) each.deleteRun(run);
      expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('kind');
    }),
    { numRuns: 200 },
  );
});
