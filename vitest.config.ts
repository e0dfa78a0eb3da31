// How the tests run: beside the source, in Node, in two processes at most, because engines use all cores themselves.
import { defineConfig } from 'vitest/config';

const nodeMajor = Number(process.versions.node.split('.')[0]);
if (nodeMajor < 24) {
  throw new Error(
    `The tests need Node 24, this is ${process.versions.node}. Run them with "npm test", which brings its own Node.`,
  );
}

export default defineConfig({
  test: {
    include: ['src-*/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts', 'e2e/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['scripts/repeatable-properties.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Only what hangs meets these: a busy machine takes many times as long as a quiet one.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 300_000 } },
    // A test must restore nothing by hand and leak nothing into the next one.
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
  },
});
