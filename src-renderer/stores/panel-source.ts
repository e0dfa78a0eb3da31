/** What panels of the logbook are read from in the window: the program's own answers. */

import type { PanelSource, Published } from '../logbook/read-panel.ts';
import { workbench } from './workbench.svelte.ts';

/** Runs in one question. */
const mostRuns = 1000;

export const panelSource: PanelSource = {
  table: (columns) => workbench.call('runs/table', { columns: [...columns], afterRevision: null }),
  series: ({ series, ...question }) =>
    workbench.call('series/window', { ...question, series: series.map((each) => ({ ...each })) }),
  evaluations: async (runs) =>
    runs.length === 0 ? [] : workbench.call('series/evaluations', { runs: runs.slice(0, mostRuns) }),
  films: (run, names) => workbench.call('series/films', { run, names: [...names], afterStep: null }),
  published: async () => {
    const presets = await workbench.call('spec/presets', {});
    return new Map(
      presets.flatMap(({ name, published }): [string, Published][] =>
        published === null ? [] : [[name, published]],
      ),
    );
  },
};
