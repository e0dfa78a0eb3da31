/**
 * Runs folded by configuration: runs that differ only by their seed stand for one configuration, which gets one name
 * and one place in tables and charts.
 */

import type { SettingDifference } from '../../../src-shared/views/run-table-view.ts';

export interface ComparedRun {
  readonly runId: string;
  readonly name: string;
  readonly seed: number | null;
  /** The hash of everything but name and seed. */
  readonly configuration: string;
}

export interface ConfigurationGroup<R extends ComparedRun = ComparedRun> {
  readonly configuration: string;
  /** No two groups have the same. */
  readonly name: string;
  readonly runs: readonly R[];
  /** By setting, in the order of the differences: what all its runs have in common. */
  readonly values: SettingDifference['values'];
}

/**
 * `differences` have one value per run, in the order of `runs`. Groups stand in the order of their first
 * runs, their runs by seed. Settings
 * that differ inside a group, such as the seed, are left to whoever lists single runs.
 */
export function foldConfigurations<R extends ComparedRun>(
  runs: readonly R[],
  differences: readonly SettingDifference[],
): ConfigurationGroup<R>[] {
  const byHash = Map.groupBy(runs, ({ configuration }) => configuration);
  const groups = [...byHash].map(([configuration, unsorted]) => {
    const first = runs.indexOf(unsorted[0] as R);
    const members = unsorted.toSorted((a, b) => (a.seed ?? Infinity) - (b.seed ?? Infinity));
    return {
      configuration,
      name: commonName(members.map(({ name }) => name)),
      runs: members,
      values: differences.map(({ values }) => values[first] ?? null),
    };
  });
  return groups.map((group) => ({ ...group, name: tellingName(group, groups, differences) }));
}

/** The settings by which configurations differ: all but the seed. */
export function betweenConfigurations(differences: readonly SettingDifference[]): SettingDifference[] {
  return differences.filter(({ path }) => path !== 'seed' && path !== 'name');
}

/** What the names begin with alike, without a trailing "seed" or separator; the first name where that is nothing. */
export function commonName(names: readonly string[]): string {
  const [first = ''] = names;
  if (names.length < 2) return first;
  let length = 0;
  while (length < first.length && names.every((name) => name[length] === first[length])) length += 1;
  // "seed 1" and "seed 12" begin with "seed 1": half a number is no name.
  const common = first.slice(0, length);
  const whole = names.every((name) => name === first) ? common : common.replace(/\d+$/, '');
  const trimmed = whole.replace(/[\s\-_.,:;/#(=]*(seed)?[\s\-_.,:;/#(=]*$/i, '');
  return trimmed === '' ? first : trimmed;
}

/**
 * Adds what tells a group from others of its name: up to three settings, else the start of its hash. Where all groups
 * have one name it tells nothing, and the settings stand alone.
 */
function tellingName(
  group: Omit<ConfigurationGroup, 'runs'>,
  groups: readonly Omit<ConfigurationGroup, 'runs'>[],
  differences: readonly SettingDifference[],
): string {
  const namesakes = groups.filter(({ name }) => name === group.name);
  if (namesakes.length === 1) return group.name;
  const telling = differences.flatMap(({ path, label }, index) => {
    const isShared = namesakes.every(({ values }) => values[index] === group.values[index]);
    if (isShared || path === 'seed' || path === 'name') return [];
    return [{ index, words: `${shortLabel(label)} ${wordOf(group.values[index])}` }];
  });
  const shown = telling.slice(0, 3);
  const isUnique = namesakes.every(
    (other) => other === group || shown.some(({ index }) => other.values[index] !== group.values[index]),
  );
  const words = shown.map((each) => each.words);
  if (!isUnique) words.push(group.configuration.slice(0, 6));
  if (shown.length > 0 && namesakes.length === groups.length) return words.join(', ');
  return `${group.name} (${words.join(', ')})`;
}

/** "Optimizer: learning rate" is "learning rate". */
function shortLabel(label: string): string {
  return label.slice(label.indexOf(': ') === -1 ? 0 : label.indexOf(': ') + 2);
}

/** A setting's value as the table shows it; a dash where a run has no such setting. */
export function wordOf(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
