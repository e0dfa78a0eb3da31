// Lint rules. A rule waived in the code needs a comment with its reason.
import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

/** Whole words in the field's own terms, kebab-case; components are PascalCase.svelte and are not linted here. */
const fileName = {
  meta: {
    type: 'problem',
    docs: { description: 'kebab-case file names, and none that say nothing' },
    messages: {
      kebab: 'Name this file in kebab-case: "{{name}}".',
      vague: 'Name this file after what it holds: "{{name}}" says nothing.',
    },
    schema: [],
  },
  create(context) {
    return {
      Program(node) {
        const name = context.filename.split(/[\\/]/).at(-1) ?? '';
        const [stem = ''] = name.replace(/^\./, '').split('.');
        if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem))
          context.report({ node, messageId: 'kebab', data: { name } });
        if (/^(utils?|helpers?|misc|common)$/.test(stem)) {
          context.report({ node, messageId: 'vague', data: { name } });
        }
      },
    };
  },
};

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: only components and tool configurations have a default export.',
};
const noBarrel = {
  selector: 'ExportAllDeclaration',
  message: 'Import from the file that defines it: only a registry index lists other files.',
};
const hiddenInput = {
  properties: [{ object: 'Math', property: 'random', message: 'Take a named random stream as a parameter.' }],
  globals: [
    { name: 'Date', message: 'Take the time as a parameter: the core has no clock.' },
    { name: 'performance', message: 'Take the clock as a parameter.' },
    { name: 'crypto', message: 'Take a named random stream as a parameter.' },
  ],
};

export default defineConfig(
  globalIgnores(['out/', 'dist/', 'build/', 'coverage/', 'test-results/', 'playwright-report/', '**/*.d.ts']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      // A shape reads well in a message.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowArray: true },
      ],
      // An interface may promise asynchrony that one implementation does not need.
      '@typescript-eslint/require-await': 'off',
      // The types already say so, and they know each environment's globals.
      'no-undef': 'off',
    },
  },
  ...svelte.configs.recommended,
  {
    // Types of components are svelte-check's business; here their scripts are parsed, not resolved.
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] } },
    rules: {
      'no-undef': 'off',
      'no-unused-vars': 'off',
      // Addresses of this window are fragments made by addressOf.
      'svelte/no-navigation-without-resolve': 'off',
      // Search parameters are made, read and dropped in one expression here.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    // dependency-cruiser misses `import type` inside components.
    files: ['src-renderer/{panels,charts,ui}/**/*.svelte'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/(stores|transport)/|src-main/',
              message: 'Panels, charts and ui take props: no store, no transport.',
            },
          ],
        },
      ],
    },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': ['error', noDefaultExport, noBarrel],
      'house/file-name': 'error',
    },
    plugins: { house: { rules: { 'file-name': fileName } } },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    rules: {
      'house/file-name': 'off',
      // One bindable property makes all of a component's properties a `let`.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { excludedRunes: ['$props'] }],
    },
  },
  {
    // A registry index may pass on what its folder holds.
    files: ['src-*/**/index.ts'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport] },
  },
  {
    // The core has no hidden inputs: clock, random, files and log are parameters.
    files: ['src-main/core/**/*.ts', 'src-shared/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', ...hiddenInput.properties],
      'no-restricted-globals': ['error', ...hiddenInput.globals],
    },
  },
  {
    // What is said to the user goes through the host; stdout may carry one JSON document and nothing else.
    files: ['src-main/**/*.ts', 'src-shared/**/*.ts'],
    ignores: ['src-main/host/**'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['*.config.{js,ts}', '.*.js'],
    rules: {
      'no-restricted-syntax': 'off',
      'house/file-name': 'off',
      'no-undef': 'off',
    },
  },
);
