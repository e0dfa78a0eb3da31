/** Charts of a net that makes images: how diverse they are, and how well layers tell them from real ones. */

import { makerWords, metricWords } from '../../src-shared/views/metric-words.ts';
import { runColour } from '../ui/run-colours.ts';
import { ofLayer } from './chart-plan.ts';
import type { ChartPlan } from './chart-plan.ts';
import type { LayerFacts } from './run-layers.ts';

/** Of a net that makes images: how well each layer, and a discriminator, tell those of each maker from real ones. */
export function verdictPlans(metrics: readonly string[], layers: readonly LayerFacts[]): ChartPlan[] {
  const makers = new Set(
    metrics.flatMap((metric) => /^(?:layer\d+\/)?verdict\/(.+)$/.exec(metric)?.[1] ?? []),
  );
  return [...makers].map((maker) => ({
    id: `verdict/${maker}`,
    title: `Real against made, ${makerWords(maker)}`,
    yLabel: 'AUC of the verdict',
    lines: [
      ...layers.map(({ name }) => ofLayer(`${name}/verdict/${maker}`, name, layers.length)),
      { metric: `verdict/${maker}`, name: 'discriminator', colour: runColour(1) },
    ],
    threshold: null,
  }));
}

/** One chart for each measure of made images, with a line for each maker. */
export function samplePlans(metrics: readonly string[]): ChartPlan[] {
  const found = metrics.flatMap((metric) => {
    const [, maker, measure] = /^samples\/([^/]+)\/(.+)$/.exec(metric) ?? [];
    return maker === undefined || measure === undefined ? [] : [{ metric, maker, measure }];
  });
  return [...new Set(found.map(({ measure }) => measure))].map((measure) => {
    const own = found.filter((each) => each.measure === measure);
    const { title, axis } = metricWords((own[0] as (typeof own)[number]).metric);
    return {
      id: `samples/${measure}`,
      title: title.replace(/, [^,]*$/, ''),
      yLabel: axis,
      lines: own.map(({ metric, maker }, at) => ({ metric, name: makerWords(maker), colour: runColour(at) })),
      threshold: null,
    };
  });
}
