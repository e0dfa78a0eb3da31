/** For which computers onnxruntime's npm package brings a build. */

const builds: readonly string[] = ['darwin-arm64', 'linux-arm64', 'linux-x64', 'win32-arm64', 'win32-x64'];

/** Why onnxruntime cannot load there, and what is left; null where the package has a build. */
export function reasonWithoutBuild(platform: string, architecture: string): string | null {
  if (builds.includes(`${platform}-${architecture}`)) return null;
  const computer =
    platform === 'darwin' && architecture === 'x64'
      ? 'Macs with an Intel processor'
      : `${platform} on ${architecture}`;
  return (
    `onnxruntime's npm package has no build for ${computer}; ` +
    'TensorFlow\'s engine, which "npm run setup:tensorflow" sets up, is the fast one there'
  );
}
