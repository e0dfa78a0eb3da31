/** What the address of a comparison says: which runs, which charts, and how they are drawn. */

import type { SeriesAxis } from '../../src-shared/views/series-view.ts';
import { plainSettings } from '../panels/compare-curves/curve-settings.ts';
import type { CurveSettings } from '../panels/compare-curves/curve-settings.ts';

type Parameters = Readonly<Record<string, string>>;

/** Names of metrics and columns may hold commas. */
const separator = '|';

export function listOf(parameters: Parameters, name: string): string[] | null {
  const text = parameters[name];
  if (text === undefined) return null;
  return [...new Set(text.split(name === 'runs' ? ',' : separator))].filter((part) => part !== '');
}

export function textOfList(name: string, list: readonly string[]): string {
  return list.join(name === 'runs' ? ',' : separator);
}

/** What cannot be read counts as not said. */
export function settingsOf(parameters: Parameters): CurveSettings {
  const axes: readonly SeriesAxis[] = ['step', 'epoch', 'time'];
  const smoothing = Number(parameters['smoothing'] ?? NaN);
  const [from = NaN, to = NaN] = (parameters['window'] ?? '').split('_').map(Number);
  return {
    axis: axes.find((axis) => axis === parameters['axis']) ?? plainSettings.axis,
    smoothing: smoothing >= 0 && smoothing <= 0.9999 ? smoothing : plainSettings.smoothing,
    xLog: parameters['xlog'] === 'yes',
    yLog: parameters['ylog'] === 'yes',
    folded: parameters['seeds'] !== 'single',
    window: Number.isFinite(from) && Number.isFinite(to) && to > from ? [from, to] : null,
  };
}

/** null where a parameter would say what holds anyway. */
export function parametersOf(settings: CurveSettings): Record<string, string | null> {
  const { axis, smoothing, xLog, yLog, folded, window } = settings;
  return {
    axis: axis === plainSettings.axis ? null : axis,
    smoothing: smoothing === 0 ? null : String(smoothing),
    xlog: xLog ? 'yes' : null,
    ylog: yLog ? 'yes' : null,
    seeds: folded ? null : 'single',
    window: window === null ? null : window.join('_'),
  };
}
