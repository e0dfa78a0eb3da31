/**
 * A spec as a flat list of settings, "optimizer.learningRate" and "layers.0.units", which is how tables and comparisons
 * name them; and its way into the database. The name and the version of a spec are no settings.
 */

import { assertDefined } from '../../src-shared/base/assert.ts';
import type { Database } from 'better-sqlite3';

export type SettingValue = string | number | boolean;
export type SettingKind = 'number' | 'text' | 'boolean';

const notSettings = ['name', 'version'];

/** Every leaf of a spec by its path, in the spec's order; null counts as not set. */
export function flattenSettings(spec: unknown): Map<string, SettingValue> {
  const settings = new Map<string, SettingValue>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      settings.set(path, value);
    else if (value !== null && typeof value === 'object')
      for (const [key, inner] of Object.entries(value))
        if (path !== '' || !notSettings.includes(key)) visit(inner, path === '' ? key : `${path}.${key}`);
  };
  visit(spec, '');
  return settings;
}

/** Slots that hold a list, by the name of one member. */
const members: Readonly<Record<string, string>> = {
  layers: 'Layer',
  readouts: 'Read-out',
  augmentation: 'Augmentation',
};

/** "layers.0.units" as "Layer 1: units"; "optimizer.kind" as "Optimizer". */
export function settingLabel(path: string): string {
  const [slot = '', ...rest] = path.split('.');
  const [first = ''] = rest;
  const isMember = /^\d+$/.test(first);
  const head = isMember ? `${members[slot] ?? worded(slot)} ${Number(first) + 1}` : worded(slot);
  const tail = (isMember ? rest.slice(1) : rest).filter((part, index) => index > 0 || part !== 'kind');
  return tail.length === 0
    ? capitalized(head)
    : `${capitalized(head)}: ${tail.map((part) => worded(part)).join(', ')}`;
}

/** "learningRate" as "learning rate". */
function worded(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => {
    return `${before} ${after.toLowerCase()}`;
  });
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function kindOf(value: SettingValue): SettingKind {
  return typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean');
}

/** Saves the settings of a run that has none yet; inside the caller's transaction. */
export function createSaveSettings(db: Database): (runKey: number, spec: unknown) => void {
  const find = db.prepare<[string], { setting_key: number; kind: SettingKind }>(
    'SELECT setting_key, kind FROM settings WHERE path = ?',
  );
  const insertSetting = db
    .prepare<[string, SettingKind], number>(
      'INSERT INTO settings (path, kind) VALUES (?, ?) RETURNING setting_key',
    )
    .pluck();
  const becomeText = db.prepare<[number]>("UPDATE settings SET kind = 'text' WHERE setting_key = ?");
  const insert = db.prepare<[number, number, string | number]>(
    'INSERT INTO run_settings (setting_key, run_key, value) VALUES (?, ?, ?)',
  );
  return (runKey, spec) => {
    for (const [path, value] of flattenSettings(spec)) {
      const kind = kindOf(value);
      const found = find.get(path);
      if (found !== undefined && found.kind !== kind && found.kind !== 'text')
        becomeText.run(found.setting_key);
      const key = found?.setting_key ?? assertDefined(insertSetting.get(path, kind), path);
      insert.run(key, runKey, typeof value === 'boolean' ? String(value) : value);
    }
  };
}
