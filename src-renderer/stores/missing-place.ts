/** What an address names that no view of the window is: said instead of showing another view without a word. */

/** Views that are about one thing named behind them: "#/run/ID". "runs/ID" is read as "run/ID". */
const withName = ['run', 'runs', 'inspect', 'logbook'];

/** In words what the address names and is not there; null where it names a view. `hash` as in the address, "#/compare". */
export function missingPlace(hash: string, views: readonly string[]): string | null {
  const [path = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name = '', id = '', ...rest] = path.split('/');
  if (name === '') return null;
  if (!views.includes(name)) return `The window has no view called "${name}".`;
  if (id !== '' && !withName.includes(name)) return `The view "${name}" has no part called "${id}".`;
  return rest.every((part) => part === '') ? null : `Nothing is called "${rest.join('/')}" there.`;
}
