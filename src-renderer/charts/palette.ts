/**
 * Colours as plain values, because a canvas and an exported figure know no CSS variables. A figure for a paper always
 * takes the light theme and a font that every machine has; it is drawn also where there is no page to ask for colours.
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

/** The light theme's colours, as tokens.css has them. */
export const lightColours: Readonly<Record<string, string>> = {
  '--run-1': '#0072b2',
  '--run-2': '#d55e00',
  '--run-3': '#009e73',
  '--run-4': '#cc79a7',
  '--run-5': '#e69f00',
  '--run-6': '#56b4e9',
  '--run-7': '#783000',
  '--run-8': '#3d3d3d',
  '--layer-1': '#8ecbc0',
  '--layer-2': '#7cb9c2',
  '--layer-3': '#69a8c5',
  '--layer-4': '#5197c6',
  '--layer-5': '#2f86c8',
  '--layer-6': '#296bac',
  '--layer-7': '#235090',
  '--layer-8': '#1a3776',
  '--layer-9': '#101f5c',
  '--positive': '#0b6bcb',
  '--negative': '#c2550a',
  '--threshold': '#6a7280',
  '--accent': '#0b62c4',
  '--text': '#1b212b',
  '--text-muted': '#566072',
  '--good': '#1a7342',
  '--danger': '#b3261e',
  '--grid': '#e4e7ec',
};

/** The light theme's colours on white, for figures. */
export const figurePalette: Palette = {
  font: figureFont,
  background: '#ffffff',
  text: '#1b212b',
  muted: '#4a5261',
  grid: '#e4e7ec',
  axis: '#6a7280',
  threshold: '#6a7280',
  colour: (css) => lightColours[/^var\((--[\w-]+)\)$/.exec(css)?.[1] ?? ''] ?? css,
};
