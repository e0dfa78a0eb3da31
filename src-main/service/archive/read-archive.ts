/**
 * From the bytes of an archive to a record that the store can be asked to take, or to one sentence that says why not. The
 * bytes are hostile: here is checked what decides about files and settings; the store checks the record as a whole.
 * Nothing is written here.
 */

import { z } from 'zod';

import { WorkbenchError, reasonOf } from '../../../src-shared/base/errors.ts';
import { budgets, decode } from '../../../src-shared/contract/codec.ts';
import { parseSpec } from '../../../src-shared/spec/experiment-spec.ts';
import type { RunDetail } from '../../../src-shared/views/run-view.ts';
import { catalogue } from '../../core/catalogue.ts';
import type { RunRecord } from '../../store/run-store.ts';
import { isCheckpointFile } from '../../store/checkpoint-files.ts';
import { runIdPattern } from '../../store/run-id.ts';
import { archiveFiles, archiveFormat, archiveVersion, requiredFiles } from './archive-format.ts';
import type { ArchiveFile } from './archive-format.ts';
import { checkDigests, digestSchema } from './digests.ts';
import { unpackZip } from './unpack-zip.ts';

const manifestSchema = z.object({
  format: z.literal(archiveFormat, 'it says it is something else'),
  version: z.int().min(1),
  runId: z.string().regex(runIdPattern),
  ...digestSchema.shape,
});

/** What becomes the name of a folder or a file, and what is parsed here; the rest is the store's to check. */
const runSchema = z.looseObject({
  runId: z.string().regex(runIdPattern),
  spec: z.record(z.string(), z.unknown()),
  checkpoints: z
    .array(
      z.object({
        step: z.int().min(0),
        epoch: z.number().min(0),
        trainSeconds: z.number().min(0),
        file: z.string().refine(isCheckpointFile, 'it is no name of a checkpoint'),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        bytes: z.int().min(0),
      }),
    )
    .max(1),
});

export interface ReadArchive {
  /** Typed as what it has to be; the store refuses it where it is not. */
  readonly record: RunRecord;
  /** The bytes of the one checkpoint that `record.detail` names; null where it has none. */
  readonly checkpoint: Uint8Array | null;
}

/** `name`: what the user calls the file. Error: archive/invalid. */
export async function readArchive(name: string, bytes: Uint8Array): Promise<ReadArchive> {
  try {
    return parse(await unpackZip(bytes));
  } catch (thrown) {
    const problem = reasonOf(thrown).replace(/\.$/, '');
    throw new WorkbenchError('archive/invalid', { file: name, problem }, { cause: thrown });
  }
}

function parse(files: ReadonlyMap<ArchiveFile, Uint8Array>): ReadArchive {
  const file = (name: ArchiveFile): Uint8Array => {
    const bytes = files.get(name);
    if (bytes === undefined) throw new Error(`it has no ${name}`);
    return bytes;
  };
  const manifestText: unknown = json(file('manifest.json'), 'manifest.json');
  const version = (manifestText as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > archiveVersion)
    throw new Error(
      `it has version ${version}, newer than the newest this workbench knows (${archiveVersion}); a newer workbench can read it`,
    );
  const manifest = checked(manifestSchema, manifestText, 'manifest.json');
  for (const name of requiredFiles) file(name);
  checkDigests(manifestText as Record<string, unknown>, manifest, files);
  const detail = parseRun(json(file('run.json'), 'run.json'));
  if (detail.runId !== manifest.runId) throw new Error('run.json is about another run than manifest.json');
  const packed = (name: ArchiveFile): unknown => unpacked(file(name), name);
  const checkpoint = files.get('checkpoint.safetensors') ?? null;
  const record = {
    // A checkpoint that does not travel with the run is not there.
    detail: checkpoint === null ? { ...detail, checkpoints: [] } : detail,
    series: packed('series.msgpack'),
    histograms: packed('histograms.msgpack'),
    films: packed('films.msgpack'),
  };
  return { record: record as RunRecord, checkpoint: checkpointOf(detail, checkpoint) };
}

/** With a spec that can be trained here. */
function parseRun(value: unknown): RunDetail {
  const run = checked(runSchema, value, 'run.json');
  return { ...run, spec: parseSpec(catalogue, run.spec) } as unknown as RunDetail;
}

function checkpointOf(detail: RunDetail, bytes: Uint8Array | null): Uint8Array | null {
  const [info] = detail.checkpoints;
  if (bytes === null) return null;
  if (info === undefined) throw new Error('it holds a checkpoint that the run does not know');
  if (info.bytes !== bytes.length) throw new Error('its checkpoint has not the size that run.json says');
  return bytes;
}

function json(bytes: Uint8Array, name: ArchiveFile): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (thrown) {
    throw new Error(`${name} is not JSON: ${reasonOf(thrown)}`, { cause: thrown });
  }
}

function unpacked(bytes: Uint8Array, name: ArchiveFile): unknown {
  try {
    return decode(bytes, { ...budgets.archived, bytes: archiveFiles[name] });
  } catch (thrown) {
    throw new Error(`${name} cannot be read: ${reasonOf(thrown)}`, { cause: thrown });
  }
}

function checked<S extends z.ZodType>(schema: S, value: unknown, name: ArchiveFile): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const path = first?.path.join('.') ?? '';
  throw new Error(
    `${name} is not as it should be${path === '' ? '' : ` at ${path}`}: ${first?.message ?? ''}`,
  );
}
