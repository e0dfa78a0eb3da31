/**
 * What the GPUs of this machine are worth to the workbench, as one report that a user can send: which devices open,
 * whether they compute right, and what a step takes beside the CPU and beside PyTorch. Every device is looked into by a
 * process of its own.
 */

import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';

import { gpuOfMachine } from '../src-main/core/engine/machine-gpu.ts';
import type { DeviceOrder, DeviceReport } from './gpu-device.ts';

export interface GpuOptions {
  /** The Python that can import torch; null where none was asked for, or none can. */
  readonly python: string | null;
  readonly threads: number;
  readonly rounds: number;
  /** Of the small net that trains beside the CPU. */
  readonly steps: number;
}

export interface GpuReport {
  /** What the operating system shows; null where it shows none. */
  readonly seen: string | null;
  readonly platform: string;
  readonly devices: readonly DeviceReport[];
}

/** Engines by the names of their devices that are no CPU. */
const candidates = [
  ['onnx', 'webgpu'],
  ['onnx', 'cuda'],
  ['onnx', 'dml'],
  ['onnx', 'coreml'],
  ['tensorflow', 'cuda'],
] as const;

const script = fileURLToPath(new URL('./gpu-device.ts', import.meta.url));
/** A device that needs longer is of no use to training; an emulated one does, for large nets. */
const patienceMs = 30 * 60_000;

export async function measureGpus(options: GpuOptions): Promise<GpuReport> {
  const { python } = options;
  const peer = python === null ? null : { python, device: torchDevice(python) };
  const devices: DeviceReport[] = [];
  for (const [engine, device] of candidates) {
    devices.push(
      await examineApart({
        engine,
        device,
        threads: options.threads,
        traces: ['hinton', 'article', 'recurrent'],
        small: { sizes: [784, 100, 100], batch: 20, steps: options.steps },
        timing: { sizes: [784, 1000, 1000, 1000], batch: 100, rounds: options.rounds, block: 20 },
        peer,
      }),
    );
  }
  return { seen: gpuOfMachine(), platform: `${process.platform} ${process.arch}`, devices };
}

/** `environment`: beside this process's own. */
export async function examineApart(
  order: DeviceOrder,
  environment: Readonly<Record<string, string>> = {},
): Promise<DeviceReport> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(order)], {
      env: { ...process.env, ...environment },
      timeout: patienceMs,
      killSignal: 'SIGKILL',
      maxBuffer: 16 * 1024 * 1024,
    });
    return JSON.parse(stdout) as DeviceReport;
  } catch (error) {
    const { code, signal } = error as { code?: string | number | null; signal?: string | null };
    return {
      engine: order.engine,
      wanted: order.device,
      fault: `The process that looked into it ended with ${signal ?? `code ${code ?? 'unknown'}`}.`,
      device: null,
      notes: [],
      conformance: [],
      training: null,
      step: null,
    };
  }
}

/** Where this torch computes fastest. */
function torchDevice(python: string): string {
  const question =
    'import torch; print("cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu")';
  return spawnSync(python, ['-c', question], { encoding: 'utf8' }).stdout.trim() || 'cpu';
}
