/**
 * The command line `ffwb` starts here. Compiled code is kept between starts, which halves the time until a command
 * does its work; that has to be switched on before anything else is loaded.
 */

import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Beside what npm installed, not in a folder that other users can write to. It is not needed: where it cannot be made,
// everything is compiled anew. The training service inherits it.
const cache = fileURLToPath(new URL('../../../node_modules/.cache/ffwb', import.meta.url));
const { directory } = enableCompileCache(process.env['NODE_COMPILE_CACHE'] ?? cache);
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= cache;

const { main } = await import('./main.ts');
await main(process.argv.slice(2));
