/** What an address names that no view of the window is: said instead of showing another view without a word. */

/** Views that are about one thing named behind them: "#/run/ID". "runs/ID" is read as "run/ID". */
const withName = ['run', 'runs', 'inspect', 'logbook', 'sweeps'];

/**
 * In words what the address names and is not there; null where it names a view. `hash` as in the address, "#/compare".
 * `tabs`: those of the views that have some; "runs/ID" has those of "run".
 */
export function missingPlace(
  hash: string,
  views: readonly string[],
  tabs: Readonly<Partial<Record<string, readonly string[]>>> = {},
): string | null {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [name = '', id = '', ...rest] = path.split('/');
  if (name === '') return null;
  if (!views.includes(name)) return `The window has no view called "${name}".`;
  if (id !== '' && !withName.includes(name)) return `The view "${name}" has no part called "${id}".`;
  if (rest.some((part) => part !== '')) return `Nothing is called "${rest.join('/')}" there.`;
  const view = id !== '' && name === 'runs' ? 'run' : name;
  const tab = new URLSearchParams(search).get('tab') ?? '';
  const known = tabs[view];
  return tab === '' || known?.includes(tab) !== false
    ? null
    : `The view "${view}" has no part called "${tab}".`;
}
