// The flavour that Playwright can drive: the same program, but it takes Node's inspector arguments. Never ship it.
import release from './electron-builder.config.js';

/** @type {import('electron-builder').Configuration} */
export default {
  ...release,
  productName: `${release.productName} (test)`,
  directories: { ...release.directories, output: 'dist/test' },
  electronFuses: { ...release.electronFuses, enableNodeCliInspectArguments: true },
};
