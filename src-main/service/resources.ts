/** Where the files that ship with the program stand when it runs from source; packaged hosts say where theirs are. */

import { fileURLToPath } from 'node:url';

export const sourceResources: string = fileURLToPath(new URL('../../resources', import.meta.url));
