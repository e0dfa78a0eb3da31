// How the Electron host is built. electron-vite looks for src/main, src/preload and src/renderer by default; this
// project names its entries itself. The Node host needs no build, so nothing here may be needed to run it.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';

import renderer from './vite.config.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
// Specs build beside what a developer has built and may be running.
const out = process.env['FFWB_DESKTOP_OUT'] ?? path('out');

export default defineConfig({
  main: {
    build: {
      outDir: `${out}/main`,
      target: 'node24',
      // What the program imports from node_modules stays there: native modules find their binaries beside themselves.
      externalizeDeps: true,
      rolldownOptions: {
        // Processes and threads start by file, so each has an entry of its own beside main.js.
        input: {
          main: path('src-main/host/electron/main.ts'),
          'store-thread': path('src-main/store/store-thread.ts'),
          'service-entry': path('src-main/training/service-entry.ts'),
          'worker-entry': path('src-main/training/worker-entry.ts'),
          'inspection-entry': path('src-main/inspection/entry.ts'),
          'projection-entry': path('src-main/inspection/projection-entry.ts'),
        },
        // All in one folder, so that what a file finds relative to itself does not depend on how it was split.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: `${out}/preload`,
      // A sandboxed preload script can only be CommonJS.
      rolldownOptions: {
        input: { preload: path('src-main/host/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: { ...renderer, build: { ...renderer.build, outDir: `${out}/renderer` } },
});
