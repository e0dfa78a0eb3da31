import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import {
  answerOf,
  endOf,
  makeFolder,
  removeFolder,
  runFfwb,
  set,
  startFfwb,
  tiny,
} from './fixtures/run-ffwb.ts';
import type { RunReport } from '../../service/export/run-report.ts';
import type { SeedsReport } from './seeds-report.ts';

// Each starts processes, which may have to share a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = makeFolder();
afterAll(() => removeFolder(folder));

/** Two runs of one experiment, trained to their end. */
let trained: [RunReport, RunReport, SeedsReport];
beforeAll(async () => {
  const words = ['train', ...tiny, '--epochs', '2', '--seeds', '1,2', '--slots', '2'];
  trained = (await answerOf(folder, ...words)) as typeof trained;
});

const anyFraction = expect.toSatisfy(
  (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1,
) as number;
const split = {
  goodness: anyFraction,
  softmax: anyFraction,
  'goodness/layer1': anyFraction,
  'goodness/layer2': anyFraction,
};

describe('train', () => {
  test('with --seeds answers the runs in their order, then mean and standard deviation', () => {
    const [first, second, summary] = trained;
    expect(first).toMatchObject({
      runId: expect.stringMatching(/^\d{8}-\d{6}-\w{4}$/) as string,
      status: 'completed',
      preset: 'quick-start',
      seed: 1,
      engine: { id: 'reference', device: 'CPU, 1 thread' },
      epochs: 2,
      trainSeconds: expect.any(Number) as number,
      errors: { train: split, validation: split, test: split },
      throughput: { stepsPerSecond: expect.any(Number) as number },
      specHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      error: null,
    });
    expect(first.history.map(({ epoch, step, final }) => ({ epoch, step, final }))).toEqual([
      { epoch: 1, step: 10, final: false },
      { epoch: 2, step: 20, final: true },
    ]);
    const [a = NaN, b = NaN] = [first, second].map((run) => run.errors.test?.goodness ?? NaN);
    expect([second.seed, summary.seeds, summary.mean.test?.goodness]).toEqual([2, [1, 2], (a + b) / 2]);
    expect(summary.standardDeviation.test?.goodness).toBeCloseTo(Math.abs(a - b) / Math.SQRT2, 12);
  });

  test('without a terminal writes plain lines to stderr, and how it went to stdout; delete forgets it', async () => {
    const settings = ['optimizer.kind=adam', 'optimizer.learningRate=0.002'].flatMap(set);
    const { code, stdout, stderr } = await runFfwb(
      folder,
      'train',
      ...tiny,
      ...settings,
      '--epochs',
      '1',
      '--seed',
      '7',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Run \S+ is completed: quick-start, seed 7, reference: CPU, 1 thread\n/);
    expect(stderr).toMatch(/trains on reference, CPU, 1 thread \(.*\); 1 epochs of 10 steps\n/);
    expect(stderr).toMatch(/epoch 1 of 1 \| test error: goodness \d+\.\d\d %, softmax \d+\.\d\d %/);

    const [, runId = ''] = stdout.split(' ');
    expect(await answerOf(folder, 'show', runId)).toMatchObject({
      spec: { optimizer: { kind: 'adam', learningRate: 0.002, beta1: 0.9 }, training: { epochs: 1 } },
    });
    expect(readdirSync(join(folder, 'runs'))).toContain(runId);
    expect(await answerOf(folder, 'delete', runId)).toEqual({ deleted: [runId] });
    expect(readdirSync(join(folder, 'runs'))).not.toContain(runId);
  });

  test('stops after so many epochs, and resume goes on to the same numbers', async () => {
    const words = ['train', ...tiny, '--epochs', '2', '--seed', '2', '--stop-after', '1'];
    const stopped = (await answerOf(folder, ...words)) as RunReport;
    const resumed = (await answerOf(folder, 'resume', stopped.runId)) as RunReport;
    expect([stopped.status, stopped.epoch, stopped.epochs, resumed.status]).toEqual([
      'stopped',
      1,
      2,
      'completed',
    ]);
    expect([resumed.runId, resumed.errors]).toEqual([stopped.runId, trained[1].errors]);
  });
});

describe('looking at runs', () => {
  test('runs are listed newest first', async () => {
    const runs = (await answerOf(folder, 'runs')) as RunReport[];
    const times = runs.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
    expect(runs.find(({ runId }) => runId === trained[0].runId)).toMatchObject({
      status: 'completed',
      preset: 'quick-start',
      seed: 1,
      engine: { id: 'reference' },
      startedAt: expect.any(String) as string,
      errors: { test: split },
    });
    const table = (await runFfwb(folder, 'runs')).stdout;
    expect(table.split('\n')[0]).toMatch(/^run +name +seed +status +engine/);
  });

  test('show tells the configuration and the history, by a shortened id too', async () => {
    const { runId } = trained[0];
    const detail = (await answerOf(folder, 'show', runId.slice(-4))) as RunReport;
    expect(detail).toMatchObject({
      runId,
      spec: { optimizer: { kind: 'smoothed-sgd' } },
      environment: { cores: expect.any(Number) as number },
    });
    const { stdout } = await runFfwb(folder, 'show', runId);
    expect(stdout).toMatch(/\n {2}optimizer +smoothed-sgd: learningRate 0.01/);
    expect(stdout).toMatch(/\nHistory\n.*train goodness.*\n +1 +10 /);
  });

  test('compare tells only the settings that differ, then the results', async () => {
    const [{ runId: a }, { runId: b }] = trained;
    expect(await answerOf(folder, 'compare', a, b)).toMatchObject({
      runs: [a, b],
      configuration: [{ name: 'seed', values: [1, 2] }],
      results: expect.arrayContaining([
        {
          name: 'test.goodness',
          values: [trained[0].errors.test?.goodness, trained[1].errors.test?.goodness],
        },
      ]) as unknown,
    });
  });
});

describe('export', () => {
  const exported = async (format: string): Promise<Buffer> => {
    const file = join(folder, '..', `${trained[0].runId}.${format}`);
    await answerOf(folder, 'export', trained[0].runId, '--format', format, '--out', file);
    const bytes = readFileSync(file);
    removeFolder(file);
    return bytes;
  };

  test('json has the record, the spec and every series', async () => {
    const document = JSON.parse((await exported('json')).toString()) as {
      series: Record<string, { steps: number[]; values: number[] }>;
    };
    expect(document).toMatchObject({
      format: 'ffwb-run',
      version: 1,
      run: { runId: trained[0].runId, history: trained[0].history },
      spec: { seed: 1 },
      histograms: { 'layer1/goodness/positive': expect.any(Array) as unknown },
    });
    expect(document.series['layer1/dead-units']?.steps).toEqual([10, 20]);
  });

  test('csv has one line per value', async () => {
    const lines = (await exported('csv')).toString().split('\r\n');
    const error = trained[0].errors.test?.softmax;
    expect(lines[0]).toBe('metric,step,trainSeconds,value');
    expect(lines).toContainEqual(expect.stringMatching(`^error/test/softmax,20,[\\d.]+,${error}$`));
    expect(lines).toContainEqual(expect.stringMatching(/^layer1\/dead-units,10,[\d.]+,[\d.]+$/));
  });

  test('npz has the weights as plain matrices', async () => {
    const arrays = unzipSync(await exported('npz'));
    const shapes = Object.entries(arrays).map(([name, bytes]) => {
      const header = Buffer.from(bytes).subarray(10).toString('latin1');
      return [name, /'shape': (\([^)]*\))/.exec(header)?.[1]];
    });
    expect(shapes).toEqual([
      ['layer1/weights.npy', '(64, 12)'],
      ['layer1/bias.npy', '(12,)'],
      ['layer2/weights.npy', '(12, 10)'],
      ['layer2/bias.npy', '(10,)'],
      ['softmax/layer2/weights.npy', '(10, 10)'],
    ]);
  });
});

test("relative paths are the caller's, where npm has gone to the package", async () => {
  const work = makeFolder();
  const project = fileURLToPath(new URL('../../../', import.meta.url));
  const environment = {
    INIT_CWD: work,
    npm_package_json: join(project, 'package.json'),
    HOME: work,
    USERPROFILE: work,
  };
  const npm = (...words: string[]) => endOf(startFfwb('unused', words, { folder: project, environment }));
  try {
    writeFileSync(join(work, 'my.json'), '{"version": "no experiment"}');
    const listed = await npm('runs', '--data-dir=~/none');
    expect([listed.code, listed.stderr]).toEqual([0, expect.stringContaining(join(work, 'none')) as string]);
    const read = await npm('train', 'my.json');
    expect([read.code, read.stderr]).toEqual([2, expect.stringContaining('version') as string]);
    const { runId } = trained[0];
    const written = await npm('export', runId, '--out', 'mine.csv', '--data-dir', folder);
    expect([written.code, existsSync(join(work, 'mine.csv'))]).toEqual([0, true]);
  } finally {
    removeFolder(work);
  }
});

test('an archive is imported into another folder, once, and goes on there', async () => {
  const { runId, errors } = trained[0];
  const elsewhere = join(folder, 'elsewhere');
  const file = join(folder, '..', `${runId}.ffrun`);
  try {
    await answerOf(folder, 'export', runId, '--out', file);
    expect(await answerOf(elsewhere, 'import', file)).toEqual({
      imported: [runId],
      present: [],
      refused: [],
    });
    expect(await answerOf(elsewhere, 'show', runId)).toMatchObject({ runId, errors, status: 'completed' });
    const again = await runFfwb(elsewhere, 'import', file);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('already here') as string]);
    const other = await runFfwb(elsewhere, 'import', fileURLToPath(import.meta.url));
    expect([other.code, other.stderr]).toEqual([
      3,
      expect.stringContaining('is not a run archive') as string,
    ]);
    // Of several, one half written keeps no other out, and the command may be given again.
    const third = join(folder, 'third');
    const half = join(folder, '..', `half-${runId}.ffrun`);
    const bytes = readFileSync(file);
    writeFileSync(half, bytes.subarray(0, bytes.length / 2));
    for (const expected of [{ imported: [runId] }, { imported: [], present: [file] }]) {
      const several = await runFfwb(third, 'import', half, file, '--json');
      expect(several.code).toBe(3);
      expect(JSON.parse(several.stdout)).toMatchObject({ ...expected, refused: [{ file: half }] });
    }
    rmSync(half);
  } finally {
    removeFolder(file);
  }
});

describe('without a run', () => {
  test('presets, datasets and engines say what there is', async () => {
    const answers = await Promise.all(
      ['presets', 'datasets', 'engines'].map((name) => answerOf(folder, name)),
    );
    expect(answers).toMatchObject([
      expect.arrayContaining([
        expect.objectContaining({
          name: 'hinton',
          published: expect.objectContaining({ test: { goodness: 0.0144, softmax: 0.0147 } }) as unknown,
        }),
      ]),
      expect.arrayContaining([expect.objectContaining({ kind: 'mnist', available: true })]),
      expect.arrayContaining([
        expect.objectContaining({ id: 'reference', picked: false, device: expect.any(Object) as unknown }),
      ]),
    ]);
  });

  test('doctor finds nothing wrong, and what is wrong', async () => {
    const well = (await answerOf(folder, 'doctor')) as { ok: boolean };
    const ill = await runFfwb(join(folder, 'workbench.sqlite'), 'doctor');
    expect([well.ok, ill.code]).toEqual([true, 1]);
    expect(ill.stdout).toMatch(/^PROBLEM +data folder/m);
  });

  test('verify passes within the tolerance and fails past it', async () => {
    const trace = 'resources/golden/article.json';
    const passed = await answerOf(folder, 'verify', trace);
    const failed = await runFfwb(folder, 'verify', trace, '--tolerance', '1e-300', '--json');
    expect(passed).toMatchObject({
      passed: true,
      tolerance: 1e-9,
      compared: expect.any(Number) as number,
      worst: expect.any(Object) as unknown,
    });
    expect([failed.code, (JSON.parse(failed.stdout) as { passed: boolean }).passed]).toEqual([1, false]);
  });

  test('help tells every command and exit code, and asks no module of a command', async () => {
    const { code, stdout } = await runFfwb(folder, '--help');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/train +trains an experiment[^]*130 +stopped by Ctrl\+C/),
    ]);
  });
});
