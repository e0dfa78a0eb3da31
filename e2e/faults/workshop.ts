/**
 * Where the runs of a campaign are trained: temporary data folders, one after the other, and hosts, one of which is
 * always getting ready while another works.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Database from 'better-sqlite3';

import { databaseFile } from '../../src-main/store/data-folder.ts';
import { migrateTo } from '../../src-main/store/migrate.ts';
import { migrations } from '../../src-main/store/migrations/index.ts';
import { HostProcess } from './host-process.ts';

export class Workshop {
  readonly #base = mkdtempSync(join(tmpdir(), 'ffwb-faults-'));
  #spare = this.#newHost();
  /** Idle or at work; replaced once it is dead. */
  #current: HostProcess | null = null;
  #folders = 0;
  #witnesses = 0;
  #keepsFolders = false;

  /** A living host. */
  host(): HostProcess {
    if (this.#current?.isAlive === true) return this.#current;
    this.#current = this.#spare;
    this.#spare = this.#newHost();
    return this.#current;
  }

  /** The host is being killed: the next is another. */
  abandonHost(): void {
    this.#current?.kill('group');
    this.#current = null;
  }

  newFolder(): string {
    this.#folders += 1;
    const folder = join(this.#base, `data-${this.#folders}`);
    mkdirSync(folder);
    this.#makeOldDatabase(folder);
    return folder;
  }

  newWitnessFile(): string {
    this.#witnesses += 1;
    return join(this.#base, `witness-${this.#witnesses}.log`);
  }

  removeFolder(folder: string): void {
    if (!this.#keepsFolders) rmSync(folder, { recursive: true, force: true });
  }

  /** For somebody to look at. */
  keepFolders(): void {
    this.#keepsFolders = true;
  }

  close(): void {
    this.#spare.dismiss();
    this.#current?.dismiss();
    if (!this.#keepsFolders) rmSync(this.#base, { recursive: true, force: true });
  }

  /** Every older schema in turn, so that migrations are interrupted too; the oldest is no database at all. */
  #makeOldDatabase(folder: string): void {
    const version = this.#folders % migrations.length;
    if (version === 0) return;
    const db = new Database(databaseFile(folder));
    migrateTo(db, version);
    db.close();
  }

  #newHost(): HostProcess {
    return new HostProcess(join(this.#base, 'compiled'));
  }
}
