/** What is said at the cursor, as elements: names of runs are text, never markup. */

export interface TooltipRow {
  readonly colour?: string | undefined;
  readonly name: string;
  readonly value: string;
}

export function tooltipElement(heading: string, rows: readonly TooltipRow[]): HTMLElement {
  const box = document.createElement('div');
  box.className = 'chart-tooltip';
  const title = box.appendChild(document.createElement('p'));
  title.className = 'chart-tooltip-title';
  title.textContent = heading;
  for (const row of rows) {
    const line = box.appendChild(document.createElement('p'));
    const mark = line.appendChild(document.createElement('i'));
    if (row.colour !== undefined) mark.style.background = row.colour;
    line.appendChild(document.createElement('span')).textContent = row.name;
    line.appendChild(document.createElement('b')).textContent = row.value;
  }
  return box;
}

/** ECharts' own box, without its looks: `.chart-tooltip` in base.css has them. */
export const tooltipBox = {
  confine: true,
  transitionDuration: 0,
  padding: 0,
  borderWidth: 0,
  backgroundColor: 'transparent',
  extraCssText: 'box-shadow:none;',
} as const;
