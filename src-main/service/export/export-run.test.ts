import { expect, test } from 'vitest';

import { evaluated, memoryStore, sampleRun, started } from '../../store/fixtures/sample-run.ts';
import type { RunRecord } from '../../store/run-store.ts';
import { exportRun } from './export-run.ts';
import type { ExportFormat } from './export-run.ts';

const errors = {
  train: null,
  validation: { 'probe/layer2': 0.5 },
  test: { 'probe/layer2': 0.25, 'a vote, "all"': 0.125 },
};

/** A run whose read-outs nobody foresaw. */
function record(): RunRecord {
  const store = memoryStore();
  const run = store.createRun(sampleRun);
  store.record(run, [started(), { ...evaluated(100, 0, true), errors }]);
  const exported = store.exportRun(run);
  store.close();
  return exported;
}

async function textOf(format: ExportFormat): Promise<string> {
  const { bytes } = await exportRun(record(), format, {
    runFolder: '/nowhere',
    version: '0.1.0',
    classifier: () => Promise.reject(new Error('no net is asked for')),
  });
  return new TextDecoder().decode(bytes);
}

test('a table of values has the errors of every read-out, whatever it is called', async () => {
  const lines = (await textOf('csv')).split('\r\n').filter((line) => line.includes('error/'));
  expect(lines).toEqual([
    'error/validation/probe/layer2,100,1,0.5',
    'error/test/probe/layer2,100,1,0.25',
    '"error/test/a vote, ""all""",100,1,0.125',
  ]);
});

test('a document has them by name, beside what the net is', async () => {
  const { run } = JSON.parse(await textOf('json')) as { run: Record<string, unknown> };
  expect([run['errors'], (run['history'] as { errors: unknown }[])[0]?.errors, run['net']]).toEqual([
    errors,
    errors,
    record().detail.net,
  ]);
});

test('a metric whose name looks like a formula is text in a table of values', async () => {
  const store = memoryStore();
  const run = store.createRun(sampleRun);
  const named = { train: null, validation: null, test: null };
  store.record(run, [
    started(),
    { ...evaluated(100, 0, true), errors: named },
    {
      type: 'measured',
      step: 100,
      epoch: 1,
      trainSeconds: 1,
      values: { '=1+2': 0.5, '@x': 0.5, 'a,b': 0.5 },
    },
  ]);
  const exported = store.exportRun(run);
  store.close();
  const { bytes } = await exportRun(exported, 'csv', {
    runFolder: '/nowhere',
    version: '0.1.0',
    classifier: () => Promise.reject(new Error('nobody asked')),
  });
  const lines = new TextDecoder().decode(bytes).split('\r\n');
  expect(lines.map((line) => line.replace(/,100,.*/, '')).toSorted()).toEqual(
    expect.arrayContaining(["'=1+2", "'@x", '"a,b"']),
  );
});
