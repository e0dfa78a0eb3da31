/** What compared runs recorded of their insides. Films come run by run, so only those of the few runs shown are asked for. */

import type { SnapshotFilm } from '../../src-shared/views/snapshot-view.ts';
import { Answer } from './answer.svelte.ts';
import { workbench } from './workbench.svelte.ts';

export type FilmSubject = 'activity' | 'fields';

export interface FilmsOfRun {
  readonly runId: string;
  readonly films: readonly SnapshotFilm[];
}

/** Layers beyond this are not asked for: no preset comes near it. */
const mostLayers = 16;

export class ComparisonFilms {
  readonly answer = new Answer<readonly FilmsOfRun[]>();

  /** Receptive fields are large and come for one layer; activities come for all. */
  ask(runIds: readonly string[], subject: FilmSubject, layer: number): void {
    const names =
      subject === 'fields'
        ? [`fields/layer${layer}`]
        : Array.from({ length: mostLayers }, (_, index) => `activity/layer${index + 1}`);
    void this.answer.ask(() =>
      Promise.all(
        runIds.map(async (runId) => ({
          runId,
          films: await workbench.call('series/films', { run: runId, names, afterStep: null }),
        })),
      ),
    );
  }
}
