/** Light or dark: what the user chose on this machine, else what the system prefers. */

export type ThemeChoice = 'system' | 'light' | 'dark';

const key = 'theme';
const preference = window.matchMedia('(prefers-color-scheme: dark)');

class Theme {
  #choice = $state<ThemeChoice>(storedChoice());
  #systemIsDark = $state(preference.matches);
  /** For the gallery: shown instead, and not remembered. */
  #override = $state<'light' | 'dark' | null>(null);

  constructor() {
    preference.addEventListener('change', ({ matches }) => (this.#systemIsDark = matches));
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  get shown(): 'light' | 'dark' {
    if (this.#override !== null) return this.#override;
    if (this.#choice !== 'system') return this.#choice;
    return this.#systemIsDark ? 'dark' : 'light';
  }

  override(shown: 'light' | 'dark' | null): void {
    this.#override = shown;
  }

  choose(choice: ThemeChoice): void {
    this.#choice = choice;
    window.localStorage.setItem(key, choice);
  }
}

function storedChoice(): ThemeChoice {
  const stored = window.localStorage.getItem(key);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export const theme = new Theme();
