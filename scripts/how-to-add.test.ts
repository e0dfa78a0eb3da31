/**
 * The files that docs/how-to-add.md shows, put where the page says, in a copy of the core: they compile, the tests that run
 * once per part cover them, and a net trains with them.
 */

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { lexer } from 'marked';
import type { Tokens } from 'marked';
import { afterAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const page = await readFile(join(root, 'docs/how-to-add.md'), 'utf8');

interface Shown {
  readonly language: string;
  readonly path: string;
  readonly text: string;
}
const shown: readonly Shown[] = lexer(page)
  .filter((token): token is Tokens.Code => token.type === 'code')
  .map(({ lang = '', text }) => {
    const [language = '', path = ''] = lang.split(' ');
    return { language, path, text };
  });
const files = shown.filter(({ language }) => language === 'ts');

/** The copy, with links to the packages. */
const copy = await realpath(await mkdtemp(join(tmpdir(), 'how-to-add-')));
afterAll(() => rm(copy, { recursive: true, force: true }));
for (const path of [
  'src-shared',
  'src-main/core',
  'scripts/repeatable-properties.ts',
  'package.json',
  'tsconfig.base.json',
  'vitest.config.ts',
])
  await cp(join(root, path), join(copy, path), { recursive: true });
await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');

/** Takes the lines marked with - out and puts those marked with + in, beside the others. Error: not just one such place. */
async function change({ path, text }: Shown): Promise<void> {
  const lines = text.split('\n');
  const kept = (mark: string) =>
    lines.filter((line) => line.startsWith(' ') || line.startsWith(mark)).map((line) => line.slice(1));
  const before = await readFile(join(copy, path), 'utf8');
  const parts = before.split(kept('-').join('\n'));
  expect(parts, `${path} has these lines once:\n${kept('-').join('\n')}`).toHaveLength(2);
  await writeFile(join(copy, path), parts.join(kept('+').join('\n')));
}
for (const { path, text } of files) await writeFile(join(copy, path), `${text}\n`);
for (const each of shown) if (each.language === 'diff') await change(each);

/** Runs a program of the packages in the copy; what it printed, and whether it was content. */
function run(program: string, ...given: readonly string[]): Promise<{ content: boolean; printed: string }> {
  return new Promise((settle) => {
    const options = { cwd: copy, maxBuffer: 1e8 };
    execFile(
      process.execPath,
      [join(root, 'node_modules', program), ...given],
      options,
      (error, out, errors) => settle({ content: error === null, printed: `${out}${errors}` }),
    );
  });
}

test('the page shows a goodness function, a kind of layer, a pair source and a method, each as a whole file', () => {
  expect(files.map(({ path }) => path)).toEqual([
    'src-main/core/goodness/sum-of-sizes.ts',
    'src-main/core/layer/sparse.ts',
    'src-main/core/negatives/inverted.ts',
    'src-main/core/method/readout-only.ts',
  ]);
});

test('they compile as strictly as the core', { timeout: 180_000 }, async () => {
  const settings = {
    extends: './tsconfig.base.json',
    compilerOptions: { lib: ['ES2024'], types: [], incremental: false },
    files: files.map(({ path }) => path),
  };
  await writeFile(join(copy, 'tsconfig.json'), JSON.stringify(settings));
  expect(await run('typescript/bin/tsc', '-p', '.')).toEqual({ content: true, printed: '' });
});

test('tests that run once per part cover them', { timeout: 300_000 }, async () => {
  const wanted = [
    'sparse under dense',
    'dense under sparse',
    'local under dense.*sum-of-sizes',
    'inverted',
    'readout-only',
    'tells its expected',
    'put together',
  ];
  const { printed } = await run(
    'vitest/vitest.mjs',
    'run',
    '--reporter=json',
    '-t',
    wanted.join('|'),
    ...['method/gradients', 'method/combinations', 'negatives/pair-source', 'goodness/goodness'].map(
      (name) => `src-main/core/${name}.test.ts`,
    ),
  );
  const report = JSON.parse(printed.slice(printed.indexOf('{'), printed.lastIndexOf('}') + 1)) as {
    readonly testResults: readonly {
      readonly message: string;
      readonly assertionResults: readonly {
        readonly status: string;
        readonly title: string;
        readonly failureMessages: readonly string[];
      }[];
    }[];
  };
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === 'failed');
  expect(failed.map(({ title, failureMessages }) => [title, ...failureMessages])).toEqual([]);
  expect(report.testResults.map(({ message }) => message).filter((message) => message !== '')).toEqual([]);
  const passed = tests.filter(({ status }) => status === 'passed').map(({ title }) => title);
  for (const name of wanted) expect(passed.some((title) => new RegExp(name).test(title))).toBe(true);
});

test('a net learns with all of them', { timeout: 120_000 }, async () => {
  const load = (path: string): Promise<unknown> =>
    import(pathToFileURL(join(copy, 'src-main/core', path)).href);
  const { tell, smallSpec, eventsOf } = (await load(
    'train/fixtures/small-training.ts',
  )) as typeof import('../src-main/core/train/fixtures/small-training.ts');
  const { referenceEngine } = (await load(
    'engine/reference/reference-engine.ts',
  )) as typeof import('../src-main/core/engine/reference/reference-engine.ts');
  const engine = await referenceEngine.open({ threads: 1, device: 'auto' });
  const common = {
    labels: undefined,
    layers: [
      { kind: 'sparse', units: 30, inputs: 20 },
      { kind: 'sparse', units: 20, inputs: 10 },
    ],
    readouts: [{ kind: 'softmax', firstLayer: 1 }],
    training: { kind: 'together', epochs: 8, batchSize: 20 },
  };
  const learning = {
    ...common,
    negatives: { kind: 'inverted' },
    goodness: { kind: 'sum-of-sizes' },
    threshold: { kind: 'units', factor: 0.3 },
  };
  const unused = { goodness: undefined, threshold: undefined, peer: undefined, negatives: undefined };
  const drawn = { ...common, ...unused, method: { kind: 'readout-only' } };
  for (const changes of [learning, drawn]) {
    const told = await tell(smallSpec(changes), engine);
    expect(told.events.at(-1)).toMatchObject({ type: 'finished', reason: 'completed' });
    expect(eventsOf(told, 'evaluated').at(-1)?.errors.test?.['softmax']).toBeLessThan(0.3); // chance is four in five
    const measured = eventsOf(told, 'measured').flatMap(
      ({ values }) => values['layer1/pairwise-error'] ?? [],
    );
    // Without a goodness there are no pairs to tell apart.
    if (changes === learning) expect(measured.at(-1)).toBeLessThan(0.05);
    else expect(measured).toEqual([]);
  }
});
