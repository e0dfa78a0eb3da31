/** A sweep being described in the window: what is ticked, how it varies, and what the program says of it. */

import { localPlace } from '../../src-shared/views/places-view.ts';
import type { SweepCheck } from '../../src-shared/views/sweep-view.ts';
import type { CatalogueView } from '../../src-shared/views/workbench-view.ts';
import type { Draft, Json } from '../draft/draft.ts';
import { parseSeeds } from '../draft/seeds.ts';
import { sweepFile, sweepSettings, usualAxis, usualHalving } from '../draft/sweep-draft.ts';
import type { AxisDraft, HalvingDraft, SweepDraft, SweepSetting } from '../draft/sweep-draft.ts';
import { Answer } from './answer.svelte.ts';
import { workbench } from './workbench.svelte.ts';

/** What somebody types is asked about once they pause, in milliseconds. */
const pauseMs = 300;

export class SweepForm {
  /** A preset's name, or a run's experiment. */
  readonly base: string | Draft;
  readonly settings: readonly SweepSetting[];
  readonly check = new Answer<SweepCheck>();
  axes = $state.raw<readonly AxisDraft[]>([]);
  method = $state<SweepDraft['method']>('grid');
  points = $state<number | null>(20);
  seedText = $state('1-3');
  name = $state('');
  readOut = $state<string | null>(null);
  halving = $state.raw<HalvingDraft>(usualHalving);
  /** Where its runs are trained. */
  place = $state<string>(localPlace);
  readonly seeds = $derived(parseSeeds(this.seedText));

  constructor(catalogue: CatalogueView, base: string | Draft, draft: Draft) {
    this.base = base;
    this.settings = sweepSettings(catalogue, draft);
  }

  /** null while the seeds are none. */
  readonly file = $derived.by((): Record<string, Json> | null => {
    const { seeds } = this.seeds;
    if (seeds === null || this.axes.length === 0) return null;
    const { axes, method, points, readOut, halving } = this;
    const name = this.name.trim() === '' ? null : this.name.trim();
    return sweepFile({ axes, seeds, method, points, readOut, halving }, this.base, name);
  });

  /** By whose error points can be judged, as the program told last; what is chosen stays to be seen. */
  readonly readOuts = $derived.by((): readonly string[] => {
    const told = this.check.value?.readOuts ?? [];
    return this.readOut === null || told.includes(this.readOut) ? told : [this.readOut, ...told];
  });

  isTicked(path: string): boolean {
    return this.axes.some((axis) => axis.path === path);
  }

  toggle(setting: SweepSetting): void {
    this.axes = this.isTicked(setting.path)
      ? this.axes.filter(({ path }) => path !== setting.path)
      : [...this.axes, usualAxis(setting)];
  }

  change(path: string, change: Partial<AxisDraft>): void {
    this.axes = this.axes.map((axis) => (axis.path === path ? { ...axis, ...change } : axis));
  }

  /** Asks what the program says of it, in a moment. Returns the way to take that back. */
  ask(): () => void {
    const sweep = this.file;
    if (sweep === null) {
      this.check.forget();
      return () => {};
    }
    const timer = setTimeout(
      () => void this.check.ask(() => workbench.call('sweeps/check', { sweep })),
      pauseMs,
    );
    return () => clearTimeout(timer);
  }

  /** Returns the new sweep's id; null where it went wrong, which was said. */
  async start(): Promise<string | null> {
    const sweep = this.file;
    let made: string | null = null;
    if (sweep !== null)
      await workbench.attempt('Beginning the sweep', async () => {
        ({ sweepId: made } = await workbench.call('sweeps/create', { sweep, place: this.place }));
      });
    return made;
  }
}
