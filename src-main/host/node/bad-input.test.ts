import {
  closeSync,
  cpSync,
  existsSync,
  linkSync,
  openSync,
  readFileSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { makeReadOnly, smallDisk } from '../../store/fixtures/small-disk.ts';
import { openRunStore } from '../../store/open.ts';
import { makeFolder, removeFolder, runFfwb, set, tiny } from './fixtures/run-ffwb.ts';

// Each starts processes, which may have to share a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folders: string[] = [];
afterAll(() => folders.forEach(removeFolder));

function newFolder(): string {
  const folder = makeFolder();
  folders.push(folder);
  return folder;
}

const files = newFolder();
function file(name: string, content: string | Uint8Array): string {
  const path = join(files, name);
  writeFileSync(path, content);
  return path;
}

/** An IDX file of unsigned bytes. */
function idx(sizes: readonly number[], bytes: number): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  sizes.forEach((size, index) => header.writeUInt32BE(size, 4 + 4 * index));
  return Buffer.concat([header, Buffer.alloc(bytes)]);
}

const idxTraining = (images: string, labels: string): string[] => [
  'train',
  'quick-start',
  ...['dataset.kind=idx-files', `dataset.trainImages=${images}`, `dataset.trainLabels=${labels}`].flatMap(
    set,
  ),
  ...['dataset.trainExamples=5', 'dataset.validationExamples=0', 'dataset.testExamples=0'].flatMap(set),
];

const labels = file('labels', idx([10], 10));
const cases: [name: string, words: string[], code: number, error: string][] = [
  [
    'an unknown preset',
    ['train', 'quik-start'],
    2,
    'There is no preset or file named "quik-start".\nDid you mean "quick-start"? Presets: ',
  ],
  [
    'a misspelt key',
    ['train', 'quick-start', ...set('optimizer.learningrate=1')],
    2,
    'optimizer: there is no setting "learningrate" (did you mean "learningRate"?).',
  ],
  [
    'a misspelt slot',
    ['train', 'quick-start', ...set('optimiser.learningRate=1')],
    2,
    'there is no setting "optimiser" (did you mean "optimizer"?).',
  ],
  [
    'a negative learning rate',
    ['train', 'quick-start', ...set('optimizer.learningRate=-0.1')],
    2,
    'The experiment is not valid: optimizer.learningRate: ',
  ],
  [
    'an unknown engine',
    ['train', 'quick-start', '--engine', 'onyx'],
    2,
    'there is no engine named "onyx" (did you mean "onnx"?).',
  ],
  [
    'a threshold that can never fire',
    ['train', 'quick-start', ...['dataset.kind=synthetic', 'goodness.kind=mean-of-squares'].flatMap(set)],
    2,
    'Training would do nothing: ',
  ],
  ['no JSON', ['train', file('broken.json', '{"seed": 1,')], 2, 'broken.json is not valid JSON: '],
  ['a folder in place of a file', ['train', files], 2, 'cannot be read: '],
  [
    'an experiment from the future',
    ['train', file('future.json', '{"version": 99}')],
    2,
    'The experiment has version 99, newer than',
  ],
  [
    'a list in place of an experiment',
    ['train', file('list.json', '[1]')],
    2,
    'The experiment is not valid: ',
  ],
  [
    'a missing dataset',
    idxTraining('/nowhere/images', labels),
    3,
    'The dataset IDX files is not there: /nowhere/images was not found.',
  ],
  [
    'a truncated IDX file',
    idxTraining(file('short', idx([10, 4, 4], 100)), labels),
    3,
    `${join(files, 'short')} is damaged at byte 116: `,
  ],
  ['labels in place of images', idxTraining(labels, labels), 3, `${labels} is damaged at byte `],
  [
    'more examples than there are',
    idxTraining(file('few', idx([3, 4, 4], 48)), file('few-labels', idx([3], 3))),
    3,
    'has 3 training examples, but the experiment asks for 5.',
  ],
  [
    'an unknown option',
    ['train', 'quick-start', '--epoch', '3'],
    2,
    "Unknown option '--epoch' (Did you mean --epochs?).\nSee: ffwb train --help",
  ],
  [
    'half an epoch',
    ['train', 'quick-start', '--epochs', '1.5'],
    2,
    'It must be a whole number from 1 to 1000000.',
  ],
  [
    'both --seed and --seeds',
    ['train', 'quick-start', '--seed', '1', '--seeds', '1,2'],
    2,
    "Option '--seed' goes without option '--seeds'.",
  ],
  ['a seed twice', ['train', 'quick-start', '--seeds', '1,1'], 2, 'No seed may be there twice.'],
  ['no command', [], 2, 'No command was given.\nSee: ffwb --help'],
  ['an unknown command', ['trian'], 2, "Unknown command 'trian' (Did you mean train?)."],
  ['no run to compare with', ['compare', 'a'], 2, 'One run cannot be compared with itself.'],
  ['a folder without runs', ['show', 'abcd'], 4, 'There is no workbench data in '],
  ['resuming in a folder without runs', ['resume', 'abcd'], 4, 'There is no workbench data in '],
  [
    'a golden trace that is not there',
    ['verify', '/nowhere.json'],
    2,
    '/nowhere.json is not a golden trace: it cannot be read',
  ],
  [
    'a golden trace that is no JSON',
    ['verify', file('golden.json', 'x')],
    2,
    'is not a golden trace: it is not JSON',
  ],
  ['a golden trace of another kind', ['verify', file('other.json', '{}')], 2, 'is not a golden trace: '],
];

describe.concurrent('bad input gives one clear sentence, an exit code and no harm:', () => {
  test.each(cases)('%s', async (_, words, code, message) => {
    const folder = join(newFolder(), 'data');
    const ended = await runFfwb(folder, ...words);
    expect(ended).toEqual({ code, stdout: '', stderr: expect.stringContaining(message) as string });
    expect(ended.stderr).toMatch(/^Error: .+\n.+\n$/);
    expect(existsSync(folder)).toBe(false);
  });

  test('with --json the error is a document', async () => {
    const { code, stdout, stderr } = await runFfwb(newFolder(), 'train', 'nothing', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([
      2,
      {
        error: {
          code: 'preset/unknown',
          message: 'There is no preset or file named "nothing".',
          next: expect.stringMatching(/^Presets: quick-start, /) as string,
        },
      },
    ]);
    expect(stderr).toMatch(/^Error: There is no preset/);
  });
});

describe('with runs', () => {
  const original = newFolder();
  let runId = '';
  beforeAll(async () => {
    const { stdout } = await runFfwb(original, 'train', ...tiny, '--epochs', '1', '--json');
    ({ runId } = JSON.parse(stdout) as { runId: string });
  });

  /** A folder with one run in it that has trained. */
  function folderWithRun(): string {
    const folder = newFolder();
    cpSync(original, folder, { recursive: true });
    return folder;
  }

  test('unknown and finished runs, and a place that is not for exports', async () => {
    const attempts: [string[], number, string][] = [
      [
        ['show', 'zzzzz'],
        2,
        'There is no run "zzzzz".\nLook in the list of runs; on the command line: ffwb runs',
      ],
      [['delete', runId.slice(0, 3)], 2, 'is too short to say which run to delete.'],
      [
        ['export', runId, '--out', join(original, 'workbench.sqlite'), '--format', 'csv'],
        2,
        `lies in the data folder ${realpathSync(original)}, whose files are the workbench's own.`,
      ],
      [
        ['export', runId, '--out', '/nowhere/run.csv'],
        4,
        '/nowhere/run.csv could not be written: ENOENT: no such file or directory.',
      ],
      [['export', runId, '--out', join(files, 'run')], 2, 'does not say which format to write.'],
    ];
    const ended = await Promise.all(attempts.map(([words]) => runFfwb(original, ...words)));
    expect(ended).toEqual(
      attempts.map(([, code, message]) => ({
        code,
        stdout: '',
        stderr: expect.stringContaining(message) as string,
      })),
    );
    const resumed = await runFfwb(original, 'resume', runId);
    expect([resumed.code, resumed.stderr]).toEqual([
      2,
      expect.stringContaining(`Run ${runId} cannot be resumed: it is complete.`),
    ]);
    expect((await runFfwb(original, 'runs')).stdout).toContain(`${runId}  quick-start`);
  });

  test('an export takes the place of nothing it was not told to, and of the database never', async () => {
    const work = newFolder();
    const place = (name: string): string => join(work, name);
    const database = join(original, 'workbench.sqlite');
    symlinkSync(original, place('link'));
    symlinkSync(database, place('database.csv'));
    linkSync(database, place('second-name.csv'));
    symlinkSync(join(original, 'not-yet.csv'), place('dangling.csv'));
    writeFileSync(place('mine.csv'), 'mine');
    const before = statSync(database).ino;
    const tries = [
      ['link/workbench.sqlite', '--force'],
      ['link/backups/new.csv'],
      ['database.csv', '--force'],
      ['second-name.csv', '--force'],
      ['dangling.csv'],
      ['link', '--force'],
      ['mine.csv'],
    ];
    for (const [name = '', ...more] of tries) {
      const out = ['--format', 'csv', '--out', place(name), ...more];
      const ended = await runFfwb(original, 'export', runId, ...out);
      expect([name, ended.code, ended.stdout]).toEqual([name, 2, '']);
    }
    expect([statSync(database).ino, readFileSync(place('mine.csv'), 'utf8')]).toEqual([before, 'mine']);
    expect(existsSync(join(original, 'not-yet.csv'))).toBe(false);
    const forced = await runFfwb(original, 'export', runId, '--out', place('mine.csv'), '--force');
    expect([forced.code, readFileSync(place('mine.csv'), 'utf8').slice(0, 6)]).toEqual([0, 'metric']);
    expect((await runFfwb(original, 'runs')).stdout).toContain(runId);
  });

  test('a newer database is left as it is', async () => {
    const folder = folderWithRun();
    const file = join(folder, 'workbench.sqlite');
    new Database(file).exec('PRAGMA user_version = 999').close();
    const before = readFileSync(file);
    const { code, stderr } = await runFfwb(folder, 'train', ...tiny);
    expect([code, stderr]).toEqual([
      4,
      expect.stringContaining('was written by a newer workbench (schema 999, '),
    ]);
    expect(stderr).toContain('Use a newer version of the workbench; nothing was changed.');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('a damaged database is left as it is', async () => {
    const folder = folderWithRun();
    const file = join(folder, 'workbench.sqlite');
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(8_000, 0xab), 0, 8_000, 8_192);
    closeSync(handle);
    const before = readFileSync(file);
    const { code, stderr } = await runFfwb(folder, 'train', ...tiny);
    expect([code, stderr]).toEqual([4, expect.stringContaining(`The database ${file} is damaged: `)]);
    expect(stderr).toContain('the damaged file was left as it is.');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('a folder in use', async () => {
    const store = await openRunStore(original);
    const { code, stderr } = await runFfwb(original, 'train', ...tiny);
    store.close();
    const owner = `is in use by another workbench (process ${process.pid} since `;
    expect([code, stderr]).toEqual([4, expect.stringContaining(owner)]);
  });

  test('a read-only folder refuses to train, and its runs can be read', async ({ skip }) => {
    const folder = folderWithRun();
    if (!makeReadOnly(folder)) skip('mounting is not allowed here');
    const { code, stderr } = await runFfwb(folder, 'train', ...tiny);
    expect([code, stderr]).toEqual([
      4,
      expect.stringContaining(`The data folder ${folder} cannot be written to: `),
    ]);
    expect((await runFfwb(folder, 'runs')).stdout).toContain(runId);
  });
});

test('a file in place of the data folder', async () => {
  const { code, stderr } = await runFfwb(labels, 'train', ...tiny);
  expect([code, stderr]).toEqual([
    4,
    expect.stringContaining(`The data folder ${labels} cannot be written to: `),
  ]);
});

test('a full disk', async ({ skip }) => {
  const folder = smallDisk(1) ?? skip('mounting is not allowed here');
  fill(join(folder, 'ballast'));
  const { code, stderr } = await runFfwb(folder, 'train', ...tiny);
  expect([code, stderr]).toEqual([4, expect.stringContaining('Error: The disk is full; ')]);
  expect(readdirSync(folder)).toContain('ballast');
});

/** Writes until nothing more fits. */
function fill(path: string): void {
  const handle = openSync(path, 'w');
  try {
    for (;;) writeSync(handle, Buffer.alloc(4_096));
  } catch {
    closeSync(handle);
  }
}
