/**
 * Single settings changed by their paths: "optimizer.learningRate=0.02", "layers.0.units=50", and "layers.length=8", which
 * repeats a list's last entry or cuts the list. Whether a setting exists and its value fits is for parseSpec to say; here
 * they only find their place in a draft.
 */

import { WorkbenchError } from '../base/errors.ts';

export interface Setting {
  /** Such as ["layers", "0", "units"]. */
  readonly path: readonly string[];
  readonly value: unknown;
}

type Branch = Record<string, unknown> | unknown[];

/** "path=value"; a value that is not JSON is text. Error: input/invalid. */
export function parseSetting(text: string): Setting {
  const at = text.indexOf('=');
  const path = text.slice(0, at).trim().split('.');
  if (at < 1 || path.some((name) => name === '' || name === '__proto__')) {
    throw invalid(`"${text}" is no setting`, 'Write it as path=value, such as optimizer.learningRate=0.02.');
  }
  return { path, value: parseValue(text.slice(at + 1)) };
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * A copy of the draft with the settings made, in order. Another `kind` starts with that kind's defaults, because the
 * settings of the old one mean nothing to it. Error: input/invalid.
 */
export function applySettings(draft: unknown, settings: readonly Setting[]): unknown {
  const copy = copyOf(draft);
  if (settings.length > 0 && !isBranch(copy))
    throw invalid('The experiment is not an object', 'Correct the file.');
  for (const setting of settings) applySetting(copy as Branch, setting);
  return copy;
}

function applySetting(root: Branch, { path, value }: Setting): void {
  let branch = root;
  for (const [depth, name] of path.slice(0, -1).entries()) {
    const next = read(branch, name) ?? {};
    if (!isBranch(next)) {
      const written = path.slice(0, depth + 1).join('.');
      throw invalid(
        `${written} is ${JSON.stringify(next)} and has no settings inside`,
        `Set ${written} itself.`,
      );
    }
    write(branch, name, next, path.slice(0, depth));
    branch = next;
  }
  const last = path.at(-1) ?? '';
  const parent = path.slice(0, -1);
  if (last === 'kind' && !Array.isArray(branch) && branch['kind'] !== value) {
    for (const name of Object.keys(branch)) delete branch[name];
  }
  write(branch, last, value, parent);
}

function read(branch: Branch, name: string): unknown {
  return Object.hasOwn(branch, name) ? (branch as Record<string, unknown>)[name] : undefined;
}

/** In a list only what is there can be set, or one more added. */
function write(branch: Branch, name: string, value: unknown, path: readonly string[]): void {
  if (!Array.isArray(branch)) {
    branch[name] = value;
    return;
  }
  if (name === 'length') {
    resize(branch, value, path.join('.'));
    return;
  }
  const index = /^\d+$/.test(name) ? Number(name) : NaN;
  if (!(index <= branch.length)) {
    const list = path.join('.');
    const count = branch.length === 1 ? 'one entry' : `${branch.length} entries`;
    throw invalid(`${list} has ${count}, so there is no ${list}.${name}`, 'Entries are counted from 0.');
  }
  branch[index] = value;
}

/** Far more than any list of a spec holds. */
const longestList = 10_000;

function resize(list: unknown[], length: unknown, path: string): void {
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 1 || length > longestList) {
    const given = `${path}.length is ${JSON.stringify(length)}`;
    throw invalid(given, `Set it to a whole number from 1 to ${longestList}.`);
  }
  if (list.length === 0) throw invalid(`${path} has no entry to repeat`, `Set ${path} itself.`);
  const last = list.at(-1);
  while (list.length < length) list.push(copyOf(last));
  list.length = length;
}

/** Of what JSON can hold. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isBranch(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyOf(inner)]));
}

function isBranch(value: unknown): value is Branch {
  return value !== null && typeof value === 'object';
}

function invalid(problem: string, remedy: string): WorkbenchError {
  return new WorkbenchError('input/invalid', { problem, remedy });
}
