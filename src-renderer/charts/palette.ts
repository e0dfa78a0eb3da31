/**
 * The theme's colours as plain values, because a canvas and an exported figure know no CSS variables. A figure for a
 * paper always takes the light theme and a font that every machine has.
 */

export interface Palette {
  readonly font: string;
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
  readonly threshold: string;
  /** The value behind "var(--run-1)"; any other CSS colour stays as it is. */
  colour(css: string): string;
}

/** In figures that leave the window. In single quotes, because ECharts writes it into an attribute of the SVG as it is. */
export const figureFont = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

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

/** The light theme's colours on white, for figures. */
export function figurePalette(): Palette {
  const probe = document.createElement('div');
  probe.dataset['theme'] = 'light';
  probe.hidden = true;
  document.body.append(probe);
  const light = paletteOf(probe);
  const colours = new Map<string, string>();
  const names = Array.from({ length: 8 }, (_, n) => `--run-${n + 1}`)
    .concat(Array.from({ length: 9 }, (_, n) => `--layer-${n + 1}`))
    .concat([
      '--positive',
      '--negative',
      '--threshold',
      '--accent',
      '--text',
      '--text-muted',
      '--good',
      '--danger',
    ]);
  for (const name of names) colours.set(`var(${name})`, light.colour(`var(${name})`));
  const fixed = {
    font: figureFont,
    background: '#ffffff',
    text: '#1b212b',
    muted: '#4a5261',
    grid: light.grid,
    axis: '#6a7280',
    threshold: light.threshold,
  };
  probe.remove();
  return { ...fixed, colour: (css) => colours.get(css) ?? css };
}
