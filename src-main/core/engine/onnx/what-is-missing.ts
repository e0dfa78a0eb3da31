/** Why onnxruntime, or one of its ways to a GPU, cannot be used here, in words that say what to install. */

/** The computers for which its npm package brings a build. */
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

/** What a driver must speak for WebGPU, by platform. */
const needs: Readonly<Record<string, string>> = {
  linux: 'a Vulkan driver of the GPU, and libvulkan1',
  darwin: 'Metal',
  win32: 'Direct3D 12',
};

/** `message`: what onnxruntime said when it tried this execution provider, in its own words. */
export function reasonWithoutProvider(provider: string, platform: string, message: string): string {
  const said = lastClause(message);
  if (provider === 'webgpu' && said === 'No supported adapters')
    return `no driver offers it a GPU (it needs ${needs[platform] ?? 'a driver for WebGPU'})`;
  if (provider === 'cuda' && said === 'Failed to load shared library')
    return 'its CUDA library, CUDA 12 or cuDNN 9 is not installed (docs/gpu.md says how)';
  return said;
}

/** The part of a native message that a person can use: the last clause, without source locations. */
function lastClause(message: string): string {
  const clauses = message
    .split('\n')[0]
    ?.replace(/\/\S+\.(cc|h):\d+ /g, '')
    .split(/: (?=[A-Z])/);
  return (clauses?.at(-1) ?? message).trim().replace(/[.]$/, '');
}
