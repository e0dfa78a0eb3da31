/** What the panels of an open page show: those that follow are asked for once each, and again when runs changed. */

import type { HeldData, PlacedPanel } from '../logbook/page-text.ts';
import type { PanelContent } from '../logbook/panel-content.ts';
import { printPanel } from '../logbook/panel-text.ts';
import { heldPanel } from '../logbook/read-page.ts';
import type { ShownPanel } from '../logbook/read-page.ts';
import { readPanel } from '../logbook/read-panel.ts';
import { Answer } from './answer.svelte.ts';
import { panelSource } from './panel-source.ts';
import { workbench } from './workbench.svelte.ts';

/** Panels of runs that train are read anew this often. */
const refreshMilliseconds = 2_000;

export interface LogbookPanelState {
  readonly placed: PlacedPanel;
  /** null while it is awaited, and where it failed. */
  readonly shown: ShownPanel | null;
  readonly problem: { readonly message: string; readonly next: string } | null;
}

export class LogbookPanels {
  /** By the panel's own words. */
  #answers = $state.raw<ReadonlyMap<string, Answer<PanelContent>>>(new Map());
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** Asks for panels that are new, and forgets those that are gone. */
  follow(panels: readonly PlacedPanel[]): void {
    const answers = new Map<string, Answer<PanelContent>>();
    for (const { panel } of panels) {
      if (panel === null || panel.frozen !== undefined) continue;
      const key = printPanel(panel);
      const known = this.#answers.get(key) ?? answers.get(key);
      const answer = known ?? new Answer<PanelContent>();
      answers.set(key, answer);
      if (known === undefined) void answer.ask(() => readPanel(panel, panelSource));
    }
    this.#answers = answers;
  }

  stateOf(placed: PlacedPanel, data: HeldData): LogbookPanelState {
    const held = heldPanel(placed, data);
    if (held !== null || placed.panel === null) return { placed, shown: held, problem: null };
    const answer = this.#answers.get(printPanel(placed.panel));
    const content = answer?.value ?? null;
    return {
      placed,
      shown: content === null ? null : { content, frozenAt: null },
      problem: answer?.problem ?? null,
    };
  }

  /** Asks anew for all that follow whenever runs changed; returns what ends that. */
  watch(panels: () => readonly PlacedPanel[]): () => void {
    const refresh = (): void => {
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        for (const { panel } of panels()) {
          if (panel === null || panel.frozen !== undefined) continue;
          void this.#answers.get(printPanel(panel))?.ask(() => readPanel(panel, panelSource));
        }
      }, refreshMilliseconds);
    };
    const stops = [workbench.on('runs/changed', refresh), workbench.on('run/advanced', refresh)];
    return () => {
      for (const stop of stops) stop();
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
    };
  }
}
