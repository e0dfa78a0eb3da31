/**
 * Digests by which an archive is known to be as it was written: the manifest has one of every other file, and one of
 * itself. An archive from before there were digests has none, and is believed for its CRCs.
 */

import { createHash } from 'node:crypto';

import { z } from 'zod';

import { archiveFiles } from './archive-format.ts';
import type { ArchiveFile } from './archive-format.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const digestSchema = z.object({
  /** Of every file but the manifest. */
  files: z.record(z.string(), z.object({ bytes: z.int().min(0), sha256 })).optional(),
  /** Of the manifest as it is without this. */
  digest: sha256.optional(),
});
export type Digests = z.output<typeof digestSchema>;

/** The manifest with digests of these files and of itself. */
export function withDigests<M extends object>(
  manifest: M,
  files: readonly (readonly [ArchiveFile, Uint8Array])[],
): M & Required<Digests> {
  const described = files.map(([name, bytes]) => [name, { bytes: bytes.length, sha256: sha256Of(bytes) }]);
  const whole = { ...manifest, files: Object.fromEntries(described) as Required<Digests>['files'] };
  return { ...whole, digest: sha256Of(JSON.stringify(whole)) };
}

/** Throws an Error that names what is not as it was written. `manifest`: as it stands in the archive. */
export function checkDigests(
  manifest: Readonly<Record<string, unknown>>,
  { files: described, digest }: Digests,
  files: ReadonlyMap<ArchiveFile, Uint8Array>,
): void {
  if (described === undefined && digest === undefined) return;
  const { digest: _, ...rest } = manifest;
  if (described === undefined || digest !== sha256Of(JSON.stringify(rest)))
    throw new Error('manifest.json is not as it was written');
  for (const name of Object.keys(archiveFiles) as ArchiveFile[]) {
    if (name === 'manifest.json') continue;
    const bytes = files.get(name);
    const said = described[name];
    if (said === undefined && bytes === undefined) continue;
    if (said?.bytes !== bytes?.length || bytes === undefined || said?.sha256 !== sha256Of(bytes))
      throw new Error(`${name} is not as it was written`);
  }
}

function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
