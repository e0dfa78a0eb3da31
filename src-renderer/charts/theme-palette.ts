/** The colours of the theme that an element of the page has, as plain values. */

import type { Palette } from './palette.ts';

/** As the element sees the variables, so that a part of the page may have a theme of its own. */
export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const variable = (name: string): string => style.getPropertyValue(name).trim();
  return {
    font: style.fontFamily,
    background: variable('--surface'),
    text: variable('--text'),
    muted: variable('--text-muted'),
    grid: variable('--grid'),
    axis: variable('--border-strong'),
    threshold: variable('--threshold'),
    colour: (css) => {
      const name = /^var\((--[\w-]+)\)$/.exec(css)?.[1];
      return name === undefined ? css : variable(name) || '#888888';
    },
  };
}
