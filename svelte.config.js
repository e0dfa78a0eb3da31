// Svelte 5 with runes everywhere; TypeScript in components is only stripped, as everywhere in this project.
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
};
