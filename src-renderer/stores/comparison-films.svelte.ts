/** What compared runs recorded of their insides. Films come run by run, so only those of the few runs shown are asked for. */

import type { NetFacts } from '../../src-shared/events/training-event.ts';
import type { SnapshotFilm } from '../../src-shared/views/snapshot-view.ts';
import { pairOf } from '../ui/seen-pair.ts';
import type { SeenPair } from '../ui/seen-pair.ts';
import { Answer } from './answer.svelte.ts';
import { layersOf } from './run-layers.ts';
import type { LayerFacts } from './run-layers.ts';
import { workbench } from './workbench.svelte.ts';

export const filmSubjects = ['activity', 'fields', 'samples'] as const;
export type FilmSubject = (typeof filmSubjects)[number];

export interface FilmsOfRun {
  readonly runId: string;
  readonly films: readonly SnapshotFilm[];
  readonly pair: SeenPair;
  /** By layer, where units have places. */
  readonly grids: Readonly<Record<string, LayerFacts['grid']>>;
  /** What makes images of the net. */
  readonly makers: NonNullable<NetFacts['makers']>;
}

/** Layers beyond this are not asked for: no preset comes near it. */
const mostLayers = 16;

export class ComparisonFilms {
  readonly answer = new Answer<readonly FilmsOfRun[]>();

  /** Receptive fields are large and come for one layer; activities come for all, made images of every maker. */
  ask(runIds: readonly string[], subject: FilmSubject, layer: number): void {
    void this.answer.ask(() =>
      Promise.all(
        runIds.map(async (runId) => {
          const detail = await workbench.call('runs/get', { run: runId });
          const makers = detail.net?.makers ?? [];
          const names =
            subject === 'fields'
              ? [`fields/layer${layer}`]
              : subject === 'samples'
                ? makers.map(({ name }) => `samples/${name}`)
                : Array.from({ length: mostLayers }, (_, index) => `activity/layer${index + 1}`);
          // Without a name all films would come.
          const films =
            names.length === 0
              ? []
              : await workbench.call('series/films', { run: runId, names, afterStep: null });
          const grids = Object.fromEntries(layersOf(detail).map(({ name, grid }) => [name, grid]));
          return { runId, films, pair: pairOf(detail), grids, makers };
        }),
      ),
    );
  }
}
