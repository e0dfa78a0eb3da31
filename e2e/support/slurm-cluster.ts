/**
 * A Slurm cluster of one node for tests, all in one folder: its own munge, its own ports, nothing under /etc. It starts in
 * seconds and ends with the test. Two partitions: a job of "high" takes the place of one of "low", which is requeued.
 */

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Daemons are not on everybody's PATH. */
const daemonPath = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/** Why no such cluster can be started here, in one line; null: it can. */
export function whyNoSlurm(): string | null {
  if (process.platform !== 'linux') return 'Slurm is tested on Linux only.';
  if (process.getuid?.() !== 0) return 'A test cluster of Slurm is started by root only.';
  const missing = ['sbatch', 'slurmctld', 'slurmd', 'munged'].filter((name) => !isOnPath(name));
  if (missing.length === 0) return null;
  return `Slurm is not tested: ${missing.join(', ')} not installed (Debian: slurm-wlm, munge).`;
}

function isOnPath(name: string): boolean {
  return daemonPath.split(':').some((folder) => folder !== '' && existsSync(join(folder, name)));
}

export interface SlurmCluster {
  /** For every process that is to reach it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs one of Slurm's commands; its stdout. */
  ask(...words: string[]): string;
  stop(): Promise<void>;
}

/** `maxArraySize`: arrays hold numbers below it. */
export async function startSlurm(maxArraySize: number): Promise<SlurmCluster> {
  const folder = mkdtempSync(join(os.tmpdir(), 'one-node-slurm-'));
  chmodSync(folder, 0o755); // munge refuses a socket that not everybody can reach
  for (const name of ['munge', 'state', 'spool', 'log']) mkdirSync(join(folder, name), { mode: 0o755 });
  writeFileSync(join(folder, 'munge', 'key'), randomBytes(1024), { mode: 0o400 });
  const conf = join(folder, 'slurm.conf');
  const [controllerPort, nodePort] = await freePorts(2);
  const host = os.hostname().split('.')[0] ?? 'localhost';
  writeFileSync(conf, configuration({ folder, host, controllerPort, nodePort, maxArraySize }));
  const environment = { SLURM_CONF: conf };
  const daemons: ChildProcess[] = [];
  const start = (name: string, words: string[]): void => {
    const log = openSync(join(folder, 'log', `${name}.out`), 'a');
    const env = { ...process.env, ...environment, PATH: daemonPath };
    daemons.push(spawn(name, words, { env, stdio: ['ignore', log, log] }));
  };
  const ask = (...words: string[]): string => {
    const [program = '', ...rest] = words;
    const { status, stdout, stderr } = spawnSync(program, rest, {
      env: { ...process.env, ...environment },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`);
    return stdout.trim();
  };
  const stop = async (): Promise<void> => {
    for (const daemon of daemons.reverse()) await end(daemon);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const munge = join(folder, 'munge');
    start('munged', [
      '--foreground',
      `--key-file=${munge}/key`,
      `--socket=${munge}/socket`,
      `--pid-file=${munge}/pid`,
      `--seed-file=${munge}/seed`,
      `--log-file=${munge}/log`,
    ]);
    await until('munge listens', folder, () => existsSync(join(munge, 'socket')));
    start('slurmctld', ['-D', '-c']);
    start('slurmd', ['-D', '-N', host]);
    await until('the node is idle', folder, () => {
      const { status, stdout } = spawnSync('sinfo', ['-h', '-o', '%T'], {
        env: { ...process.env, ...environment },
        encoding: 'utf8',
      });
      return status === 0 && stdout.includes('idle');
    });
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return {
    environment,
    ask,
    stop: async () => {
      // A job that still runs would outlive its daemons, and with it a socket in the folder.
      ask('scancel', '--user', os.userInfo().username);
      await until('no job is left', folder, () =>
        ask('squeue', '-h', '-t', 'all', '-o', '%T').split('\n').every(isOver),
      );
      await stop();
    },
  };
}

/** A state of a job, as squeue says it, after which none of its processes is left. */
function isOver(state: string): boolean {
  return !['PENDING', 'RUNNING', 'COMPLETING', 'SUSPENDED', 'CONFIGURING'].includes(state);
}

interface Facts {
  readonly folder: string;
  readonly host: string;
  readonly controllerPort: number;
  readonly nodePort: number;
  readonly maxArraySize: number;
}

function configuration({ folder, host, controllerPort, nodePort, maxArraySize }: Facts): string {
  return `ClusterName=ffwbtest
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=${controllerPort}
SlurmdPort=${nodePort}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/socket
CredType=cred/munge
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/log/slurmctld.log
SlurmdLogFile=${folder}/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=2,batch_sched_delay=0
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
AccountingStorageType=accounting_storage/none
JobRequeue=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
MaxArraySize=${maxArraySize}
MaxJobCount=50000
MinJobAge=900
KillWait=30
InactiveLimit=0
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${os.availableParallelism()} RealMemory=1000 State=UNKNOWN
PartitionName=low Nodes=${host} Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=REQUEUE
PartitionName=high Nodes=${host} MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
`;
}

async function freePorts(count: number): Promise<[number, number]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [first = 0, second = 0] = ports;
  return [first, second];
}

async function until(what: string, folder: string, isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (isSo()) return;
    await delay(200);
  }
  const log = join(folder, 'log', 'slurmctld.log');
  throw new Error(`It did not come to this: ${what}. ${existsSync(log) ? readFileSync(log, 'utf8') : ''}`);
}

async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null || daemon.pid === undefined) return;
  const ended = new Promise((resolve) => daemon.once('exit', resolve));
  daemon.kill('SIGTERM');
  const harder = setTimeout(() => daemon.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(harder);
}
