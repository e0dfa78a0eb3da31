/** All panels of a page with what they show: held by the page where they are frozen, else read anew. */

import type { HeldData, PlacedPanel } from './page-text.ts';
import { panelsIn, splitPage } from './page-text.ts';
import type { PanelContent } from './panel-content.ts';
import { parseContent } from './panel-content.ts';
import { readPanel } from './read-panel.ts';
import type { PanelSource } from './read-panel.ts';

export interface ShownPanel {
  readonly content: PanelContent;
  /** ISO 8601; null: it follows the store. */
  readonly frozenAt: string | null;
}

/** What is shown without asking anybody; null: the store has to be asked. */
export function heldPanel({ panel, problem }: PlacedPanel, data: HeldData): ShownPanel | null {
  const nothing = (title: string, note: string, frozenAt: string | null): ShownPanel => ({
    content: { sort: 'nothing', title, notes: [note] },
    frozenAt,
  });
  if (panel === null) return nothing('No panel', problem, null);
  const { frozen } = panel;
  if (frozen === undefined) return null;
  const held = data.get(frozen.key);
  const content = held === undefined ? null : parseContent(held);
  const title = panel.title ?? 'A frozen panel';
  if (content !== null) return { content, frozenAt: frozen.at };
  const why = held === undefined ? 'is not in the page' : 'cannot be read';
  return nothing(
    title,
    `What this panel held ${why}. Take its line "frozen" away to read it anew.`,
    frozen.at,
  );
}

/** In the order in which they stand in the page. Errors: those of the source. */
export async function readPage(body: string, source: PanelSource): Promise<readonly ShownPanel[]> {
  const { text, data } = splitPage(body);
  const shown: ShownPanel[] = [];
  for (const placed of panelsIn(text)) {
    const held = heldPanel(placed, data);
    if (held !== null) shown.push(held);
    else if (placed.panel !== null)
      shown.push({ content: await readPanel(placed.panel, source), frozenAt: null });
  }
  return shown;
}
