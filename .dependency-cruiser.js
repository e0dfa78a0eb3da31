// The rules of scripts/import-table.ts, and limits that hold everywhere. What a row of the table does not allow is an
// error, also by `import type`. Tests may reach further than the code they test, within the limits below.
// scripts/import-rules.test.ts shows that each rule fires.

import { enginePackages as engines, importTable } from './scripts/import-table.ts';

/** One of these packages, also when it is optional and not installed. */
const pkg = (...names) =>
  `^(|node_modules/|node_modules/@types/)(${names.map((name) => name.replaceAll('*', '[^/]+')).join('|')})(/|$)`;

/** A folder or a file of the table as a regular expression. */
const place = (path) =>
  path.endsWith('.ts')
    ? `^${path.slice(0, -3).replaceAll('*', '[^/]*')}[.]ts$`
    : `^${path.replaceAll('*', '[^/]*')}/`;

const tests = ['[.]test[.]ts$', '[.]fixture[.]ts$', '(^|/)fixtures/'];
const enginePackages = pkg(...engines);

const tableRules = importTable.map(({ row, from, fromNot, may, packages = [], node = [] }) => ({
  name: row,
  comment: `${row} may not import this: see the import table in docs/map.md.`,
  severity: 'error',
  from: {
    path: from,
    // The end-to-end specs are tests by name, and their row is about them.
    pathNot: [...(fromNot ? [fromNot] : []), ...(row.startsWith('e2e') ? [] : tests)],
  },
  to: {
    pathNot: [
      ...may.map(place),
      ...(packages.length > 0 ? [pkg(...packages)] : []),
      ...(Array.isArray(node) && node.length > 0 ? [`^(node:)?(${node.join('|')})$`] : []),
    ],
    ...(node === 'any' ? { dependencyTypesNot: ['core'] } : {}),
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...tableRules,
    {
      name: 'folder not in the table',
      comment: 'This folder has no row in the import table: add one, or put the file where it belongs.',
      severity: 'error',
      from: { path: '^src-', pathNot: importTable.map(({ from }) => from) },
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

    {
      name: 'the run imports the net, never back',
      comment: 'Nets, methods and measures are pure; the loop that trains stands on them, not they on it.',
      severity: 'error',
      from: { path: '^src-main/core/', pathNot: [...tests, '^src-main/core/(train/|catalogue[.]ts$)'] },
      to: { path: '^src-main/core/train/' },
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
      comment:
        'The window and the main process meet only in src-shared/contract, and pages of the logbook are laid out alike by both.',
      severity: 'error',
      from: { path: '^src-(main|renderer)/' },
      to: { path: '^src-(main|renderer)/', pathNot: ['^src-$1/', '^src-renderer/logbook/'] },
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
