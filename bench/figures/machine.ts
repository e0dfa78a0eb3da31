/** What figures were measured on: what makes two of them comparable. No names and no dates. */

import os from 'node:os';

import { z } from 'zod';

export const machineSchema = z.strictObject({
  cpu: z.string().min(1),
  cores: z.int().min(1),
  memoryGigabytes: z.number().positive(),
  node: z.string().min(1),
  engine: z.string().min(1),
  threads: z.int().min(1),
});

export type Machine = Readonly<z.infer<typeof machineSchema>>;

/** This one, with what computes on it. */
export function machineHere(engine: string, threads: number): Machine {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGigabytes: Number((os.totalmem() / 1e9).toFixed(1)),
    node: process.versions.node,
    engine,
    threads,
  };
}

export function machineInWords({ cpu, cores, memoryGigabytes, node, engine, threads }: Machine): string {
  const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
  return `${cpu}, ${counted(cores, 'core')}, ${memoryGigabytes} GB; Node ${node}; ${engine} on ${counted(threads, 'thread')}`;
}
