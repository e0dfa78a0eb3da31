// How the Electron host is built. electron-vite looks for src/main, src/preload and src/renderer by default; this
// project names its entries itself. The Node host needs no build, so nothing here may be needed to run it.
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: { input: { main: path('src-main/host/electron/main.ts') } },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload script can only be CommonJS.
      rolldownOptions: {
        input: { preload: path('src-main/host/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: path('src-renderer'),
    plugins: [svelte()],
    build: {
      outDir: path('out/renderer'),
      rolldownOptions: { input: { index: path('src-renderer/index.html') } },
    },
  },
});
