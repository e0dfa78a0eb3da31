// How the window is built, for both hosts: the Electron build takes this configuration, the browser host serves its result.
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: path('src-renderer'),
  // Relative addresses serve both an http server and Electron's own protocol.
  base: './',
  plugins: [svelte({ configFile: path('svelte.config.js') })],
  build: {
    outDir: path('out/renderer'),
    emptyOutDir: true,
    target: 'es2024',
    // The page's policy allows no inline data as scripts or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { index: path('src-renderer/index.html') } },
  },
});
