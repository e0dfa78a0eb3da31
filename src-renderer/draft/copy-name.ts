/** What a copy of an experiment is called until it gets a name of its own. */

/** "digits" becomes "digits, copy", and that "digits, copy 2". */
export function copyName(name: string): string {
  const [, stem = name, count] = /^(.*), copy(?: (\d+))?$/.exec(name) ?? [];
  const ending = stem === name ? ', copy' : `, copy ${Number(count ?? 1) + 1}`;
  return stem.slice(0, longestName - ending.length) + ending;
}

/** As long as the experiment's schema allows. */
const longestName = 200;
