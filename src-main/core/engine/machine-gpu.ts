/**
 * Whether this machine has a GPU that training could want, told by what its operating system shows without loading any
 * driver; and what is said where there is one and it is not used. A machine without one is told of nothing.
 */

import { existsSync } from 'node:fs';

/** The only kind that CUDA works on. */
export const nvidiaGpu = 'an NVIDIA GPU';

/** Devices that Linux shows for NVIDIA's and AMD's drivers, and for a Windows GPU lent to Linux, by whose they are. */
const linuxDevices: readonly (readonly [string, string])[] = [
  ['/dev/nvidiactl', nvidiaGpu],
  ['/dev/nvidia0', nvidiaGpu],
  ['/proc/driver/nvidia/version', nvidiaGpu],
  ['/dev/kfd', 'an AMD GPU'],
  ['/dev/dxg', 'a GPU of Windows'],
];

/** In words; null where none is known of. A virtual display, which Linux shows as /dev/dri, is none. */
export function gpuOfMachine(
  platform: string = process.platform,
  exists: (path: string) => boolean = existsSync,
): string | null {
  if (platform === 'darwin') return 'a GPU';
  if (platform !== 'linux') return null;
  return linuxDevices.find(([path]) => exists(path))?.[1] ?? null;
}

/** `reasons`: what went wrong with each way to the GPU. Empty where there is no GPU, or nothing was tried. */
export function notesOnUnusedGpu(gpu: string | null, reasons: readonly string[]): string[] {
  if (gpu === null || reasons.length === 0) return [];
  return [
    `It runs on the CPU: this machine has ${gpu}, but it could not be used (${reasons.join('; ')}). ` +
      'Look whether its driver is installed and you may use it; "ffwb engines" tries again.',
  ];
}
