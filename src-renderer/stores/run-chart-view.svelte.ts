/**
 * The charts in the view of a run: which there are, how they are drawn (kept between starts), and asking for their curves
 * as the run goes on. It outlives the tab that shows them, so that coming back to it finds the same window and curves.
 */

import { untrack } from 'svelte';

import { phaseBackdrop } from '../charts/phase-backdrop.ts';
import type { PhasedRun } from '../charts/phase-backdrop.ts';
import { changeKept } from './kept-choices.ts';
import { parseChartChoices } from './run-chart-choices.ts';
import type { RunChartChoices } from './run-chart-choices.ts';
import { drawPlan, errorCharts, planCharts, planMetric } from './run-charts.ts';
import type { RunChart } from './run-charts.ts';
import { RunCurves, wholeWindow } from './run-curves.svelte.ts';
import { layersOf } from './run-layers.ts';
import type { RunLive } from './run-live.svelte.ts';
import { workbench } from './workbench.svelte.ts';

const storageKey = 'run-charts';
/** Drawing takes time that training could use: curves grow about once a second. */
const growMilliseconds = 900;
const mostFound = 50;

interface FoundMetrics {
  readonly total: number;
  readonly metrics: readonly { readonly metric: string }[];
}

export class RunChartView {
  readonly #stored = parseChartChoices(window.localStorage.getItem(storageKey));
  axis = $state(this.#stored.axis);
  smoothing = $state(this.#stored.smoothing);
  xLog = $state(this.#stored.xLog);
  yLog = $state(this.#stored.yLog);
  /** Of the x axis; null: all. */
  window = $state.raw<readonly [number, number] | null>(null);
  #chosen = $state.raw(this.#stored.metrics);
  #found = $state.raw<FoundMetrics>({ total: 0, metrics: [] });
  #search = '';
  readonly #live: RunLive;
  readonly #curves: RunCurves;

  readonly layers = $derived.by(() => (this.#live.detail === null ? [] : layersOf(this.#live.detail)));
  /** Names only: they stay the same object while no new metric comes. */
  readonly #metricNames = $derived.by(() => this.#live.detail?.metrics.join('\n') ?? '');
  readonly #plans = $derived.by(() => {
    const metrics = this.#metricNames === '' ? [] : this.#metricNames.split('\n');
    const recorded = this.#chosen.filter((metric) => metrics.includes(metric));
    const layers = untrack(() => this.layers);
    return [...recorded.map(planMetric), ...planCharts(metrics, layers)];
  });
  readonly #asked = $derived([
    ...new Set(this.#plans.flatMap(({ lines }) => lines.map(({ metric }) => metric))),
  ]);
  readonly charts = $derived.by((): readonly RunChart[] => {
    const run = this.#live.detail;
    if (run === null) return [];
    const drawn = this.#plans
      .map((plan) => drawPlan(plan, this.#curves.series))
      .filter((chart) => chart !== null);
    const own = drawn.filter(({ id }) => id.startsWith('metric:'));
    const others = drawn.filter((chart) => !own.includes(chart));
    return [...own, ...errorCharts(run.history, this.axis), ...others];
  });

  /** The phases of a run that has some. Its spec stays as it is, so the bands are the same object while it goes on. */
  readonly #planned = $derived.by(() => {
    const run = this.#live.detail;
    if (run === null) return '';
    const { totalSteps, epochs, spec } = run;
    return JSON.stringify({ training: spec.training, totalSteps, epochs } satisfies PhasedRun);
  });
  readonly backdrop = $derived(
    this.#planned === '' ? null : phaseBackdrop(JSON.parse(this.#planned) as PhasedRun, this.axis),
  );

  constructor(live: RunLive) {
    this.#live = live;
    this.#curves = new RunCurves(live.runId);
  }

  get problem() {
    return this.#curves.problem;
  }

  get loading(): boolean {
    return this.#curves.loading;
  }

  /** Metrics that have a chart because the user chose them. */
  get chosen(): readonly string[] {
    return this.#chosen;
  }

  get found(): FoundMetrics {
    return this.#found;
  }

  /** Keeps choices, asks for curves, and lets them grow while they are shown. To be called as a component begins. */
  follow(isShown: () => boolean): void {
    this.#keepWhatChanges();
    $effect(() => {
      void this.#live.restarts;
      if (workbench.connections === 0 || this.#asked.length === 0) return;
      const [from, to] = this.window ?? [null, null];
      const shown = this.window === null ? wholeWindow : { from, to };
      const question = [this.#asked, this.axis, this.smoothing, shown] as const;
      untrack(() => void this.#curves.ask(...question));
    });
    let timer: ReturnType<typeof setTimeout> | null = null;
    $effect(() => {
      if (this.#live.news === 0 || !isShown()) return;
      timer ??= setTimeout(() => {
        timer = null;
        void this.#curves.grow();
      }, growMilliseconds);
    });
    $effect(() => () => {
      if (timer !== null) clearTimeout(timer);
    });
  }

  search(text: string): void {
    this.#search = text;
    void workbench.attempt('Searching metrics', async () => {
      const question = { runs: [this.#live.runId], search: text, limit: mostFound };
      const answer = await workbench.call('series/metrics', question);
      if (text === this.#search) this.#found = answer;
    });
  }

  choose(metric: string, isChosen: boolean): void {
    const change = ({ metrics }: Pick<RunChartChoices, 'metrics'>): Pick<RunChartChoices, 'metrics'> => {
      const others = metrics.filter((each) => each !== metric);
      return { metrics: isChosen ? [metric, ...others] : others };
    };
    this.#chosen = change({ metrics: this.#chosen }).metrics;
    this.#keep(change);
  }

  /** Only what this window changed: another one may have kept other choices meanwhile. */
  #keepWhatChanges(): void {
    let last = { axis: this.axis, smoothing: this.smoothing, xLog: this.xLog, yLog: this.yLog };
    $effect(() => {
      const now = { axis: this.axis, smoothing: this.smoothing, xLog: this.xLog, yLog: this.yLog };
      const changed = Object.entries(now).filter(([name, value]) => last[name as keyof typeof now] !== value);
      last = now;
      if (changed.length > 0) this.#keep(() => Object.fromEntries(changed));
    });
  }

  #keep(change: (now: RunChartChoices) => Partial<RunChartChoices>): void {
    changeKept(window.localStorage, storageKey, parseChartChoices, this.#stored, change);
  }
}
