/** The loads the window is measured with, and small ones of the same kinds to try a script with. */

export interface SeedPlan {
  readonly runs: number;
  /** Leaves of every run's configuration; 30 at least, 154 at most. */
  readonly settings: number;
  /** Metrics of every run, besides its seconds of training. */
  readonly metrics: number;
  /** Points of every metric. */
  readonly points: number;
  /** Optimizer steps from one point to the next. */
  readonly stride: number;
  /** Recorded activities and histograms: moments of so many layers with so many units; none where null. */
  readonly film: { readonly moments: number; readonly layers: number; readonly units: number } | null;
}

export const seedPlans = {
  /** P1, P7: a table of many runs. */
  table: { runs: 10_000, settings: 150, metrics: 50, points: 4, stride: 250, film: null },
  /** The same of ten times as many, with fewer of everything else. */
  'table-100000': { runs: 100_000, settings: 30, metrics: 4, points: 4, stride: 250, film: null },
  /** P2: long curves. */
  curves: { runs: 20, settings: 40, metrics: 1, points: 500_000, stride: 1, film: null },
  /** P3: many runs compared. */
  compare: { runs: 100, settings: 40, metrics: 10, points: 10_000, stride: 1, film: null },
  /** More of them than P3 asks for. */
  'compare-300': { runs: 300, settings: 40, metrics: 10, points: 10_000, stride: 1, film: null },
  /** P4: many metrics. */
  metrics: { runs: 3, settings: 40, metrics: 12_345, points: 3, stride: 100, film: null },
  /** P8: activities and histograms of every layer at many moments. */
  film: {
    runs: 1,
    settings: 40,
    metrics: 10,
    points: 1_000,
    stride: 50,
    film: { moments: 1_000, layers: 4, units: 2_000 },
  },
  /** One sweep; its settings are its own. */
  sweep: { runs: 10_000, settings: 58, metrics: 0, points: 4, stride: 250, film: null },
  /** A thousand runs to import. */
  archives: {
    runs: 1_000,
    settings: 40,
    metrics: 10,
    points: 100,
    stride: 20,
    film: { moments: 20, layers: 2, units: 500 },
  },
  small: {
    runs: 12,
    settings: 40,
    metrics: 8,
    points: 400,
    stride: 5,
    film: { moments: 20, layers: 2, units: 100 },
  },
} as const satisfies Readonly<Record<string, SeedPlan>>;

export type SeedPlanName = keyof typeof seedPlans;
