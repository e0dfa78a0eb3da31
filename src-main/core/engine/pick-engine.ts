/**
 * Finds out which engines and devices work here, and picks one: a GPU first, else the engine that was faster in a
 * one-second measurement. What did not load is said with its reason, never passed over in silence.
 */

import { asWorkbenchError, WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { DeviceInfo, Engine, EngineOptions } from './engine.ts';
import { engineKinds } from './index.ts';
import { measureSpeed } from './measure-speed.ts';

export interface EngineReport {
  readonly id: string;
  readonly label: string;
  /** null where it did not load. */
  readonly device: DeviceInfo | null;
  /** Why it did not load; null where it did. */
  readonly reason: string | null;
  /** What is to be said about the device, such as why a GPU could not be used. */
  readonly notes: readonly string[];
  /** Speed of a layer's training step in small, in GFLOP/s; null where it was not measured. */
  readonly gigaflopsPerSecond: number | null;
  readonly picked: boolean;
}

/** A measurement taken before: engine id and device -> GFLOP/s. */
export type SpeedCache = Map<string, number>;

/** The engine that exists to define and to compare: slow, and picked by itself only where no other loads. */
export const lastResort = 'reference';
const pickable = (id: string) => id !== lastResort;

/**
 * Opens every engine once, measures the pickable ones where there is a choice, and says which one is picked.
 * `clock` gives milliseconds.
 */
export async function surveyEngines(
  options: EngineOptions,
  clock: () => number,
  known: SpeedCache = new Map(),
): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const kind of engineKinds.all()) {
    const about = { id: kind.kind, label: kind.label, picked: false };
    try {
      const engine = await kind.open(options);
      const key = `${engine.id} on ${engine.device.name} by ${engine.device.backend}`;
      const speed = pickable(engine.id) ? (known.get(key) ?? (await measureSpeed(engine, clock))) : null;
      if (speed !== null) known.set(key, speed);
      const { device, notes } = engine;
      reports.push({ ...about, device, reason: null, notes, gigaflopsPerSecond: speed });
      await engine.dispose();
    } catch (error) {
      const failure = asWorkbenchError(error, 'engine/failed', { engine: kind.kind });
      const reason = String(failure.details['reason'] ?? failure.message);
      reports.push({ ...about, device: null, reason, notes: [], gigaflopsPerSecond: null });
    }
  }
  const picked = pickFrom(reports);
  return reports.map((report) => ({ ...report, picked: report.id === picked }));
}

/**
 * Of two engines on the CPU the one registered first is kept unless the other is clearly faster: measurements are noisy,
 * and the same experiment should meet the same engine again.
 */
const clearlyFaster = 1.25;

/** The id of the best of the engines that loaded: GPUs before CPUs, then by speed. null when none did. */
export function pickFrom(reports: readonly EngineReport[]): string | null {
  const loaded = reports.filter((report) => report.device !== null);
  const quick = loaded.filter(({ id }) => pickable(id));
  const fit = quick.length > 0 ? quick : loaded;
  const onGpu = fit.filter((report) => report.device?.kind === 'gpu');
  let best: EngineReport | null = null;
  for (const report of onGpu.length > 0 ? onGpu : fit) {
    const speed = report.gigaflopsPerSecond ?? 0;
    if (best === null || speed > clearlyFaster * (best.gigaflopsPerSecond ?? 0)) best = report;
  }
  return best?.id ?? null;
}

/**
 * Opens the engine a spec asks for; "auto" by survey. Errors: engine/unavailable, part/unknown.
 */
export async function openEngine(
  kind: string,
  options: EngineOptions,
  clock: () => number,
  known?: SpeedCache,
): Promise<Engine> {
  if (kind !== 'auto') return engineKinds.get(kind).open(options);
  const only = await onlyChoice(options);
  if (only !== null) return only;
  const reports = await surveyEngines(options, clock, known);
  const picked = reports.find((report) => report.picked);
  if (picked === undefined) {
    const reason = reports.map(({ id, reason: why }) => `${id}: ${why ?? 'not picked'}`).join('; ');
    throw new WorkbenchError('engine/unavailable', { engine: 'auto', reason });
  }
  return engineKinds.get(picked.id).open(options);
}

/** The one pickable engine that loads, opened, when there is just one: nothing has to be measured then. */
async function onlyChoice(options: EngineOptions): Promise<Engine | null> {
  const opened: Engine[] = [];
  for (const kind of engineKinds.all().filter((each) => pickable(each.kind))) {
    try {
      opened.push(await kind.open(options));
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error; // one that does not load is no choice; the survey says why
    }
  }
  const [only, second] = opened;
  if (only !== undefined && second === undefined) return only;
  for (const engine of opened) await engine.dispose();
  return null;
}
