/** One layer's activities at one step of a run, as maps of one cell a unit: of the positive pass and of the negative. */

import type { SnapshotFilm } from '../../src-shared/views/snapshot-view.ts';
import { gridOf } from '../ui/byte-colours.ts';
import { Film } from '../ui/film.ts';
import { number } from '../ui/format.ts';
import type { PanelContent } from './panel-content.ts';

/** `whole`: [passes, units] a moment, at least one. The moment at or before `step`; colours share the scale of the run. */
export function mapsOf(
  whole: SnapshotFilm,
  step: number | 'last',
  words: { readonly title: string; readonly run: string },
): PanelContent {
  const film = Film.of(whole);
  const moment = step === 'last' ? film.count - 1 : film.momentAt(step);
  const values = film.values(moment);
  const passes = ['Positive', 'Negative'].slice(0, film.shape[0] ?? 1);
  const units = values.length / (film.shape[0] ?? 1);
  const at = film.steps[moment] ?? 0;
  const [low, high] = film.range;
  const notes = [
    `${words.run}, step ${number(at)}, epoch ${number(film.epochs[moment] ?? 0)}; one cell a unit.`,
  ];
  if (step !== 'last' && at !== step)
    notes.push(`Nothing was kept at step ${number(step)}: this is what was kept nearest before.`);
  const mapOf = (label: string, from: number) => ({
    label,
    ...gridOf(units),
    values: [...values.subarray(from, from + units)].map((value) => Number(value.toPrecision(4))),
  });
  return {
    sort: 'maps',
    title: words.title,
    legend: 'Activity',
    low: Math.min(0, low),
    high: Math.max(0, high),
    maps: passes.map((label, pass) => mapOf(label, pass * units)),
    notes,
  };
}
