/** One numbered step of the schema. */

import type { Database } from 'better-sqlite3';

export interface Migration {
  readonly name: string;
  /** Changes the schema and the data. Runs inside a transaction. */
  up(db: Database): void;
}
