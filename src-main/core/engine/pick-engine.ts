/**
 * Finds out which engines and devices work here, and picks one: a GPU first, else the engine that was faster in a
 * one-second measurement. What did not load is said with its reason, never passed over in silence.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { asWorkbenchError, WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { DeviceInfo, Engine, EngineOptions } from './engine.ts';
import { engineKinds } from './index.ts';

export interface EngineReport {
  readonly id: string;
  readonly label: string;
  /** null where it did not load. */
  readonly device: DeviceInfo | null;
  /** Why it did not load; null where it did. */
  readonly reason: string | null;
  /** What is to be said about the device, such as why a GPU could not be used. */
  readonly notes: readonly string[];
  /** Speed of a matrix product as large as a layer's, in GFLOP/s; null where it was not measured. */
  readonly gigaflopsPerSecond: number | null;
  readonly picked: boolean;
}

/** A measurement taken before: engine id and device -> GFLOP/s. */
export type SpeedCache = Map<string, number>;

/** Engines that exist to define or to compare are never picked by themselves. */
const pickable = (id: string) => id !== 'reference';

/** Rows, inner size and columns of the measured product: a batch of three passes through a layer of 1000. */
const [rows, inner, columns] = [300, 1000, 1000];
/** How long to measure one engine, in milliseconds. */
const measuringTime = 400;

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

/** The id of the best of the engines that loaded: GPUs before CPUs, then by speed. null when none is fit. */
export function pickFrom(reports: readonly EngineReport[]): string | null {
  const fit = reports.filter((report) => report.device !== null && pickable(report.id));
  const isGpu = (report: EngineReport) => (report.device?.kind === 'gpu' ? 1 : 0);
  const [best] = fit.sort(
    (a, b) => isGpu(b) - isGpu(a) || (b.gigaflopsPerSecond ?? 0) - (a.gigaflopsPerSecond ?? 0),
  );
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
    const reason = reports.map(({ id, reason: why }) => `${id}: ${why ?? 'for comparison only'}`).join('; ');
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

/** GFLOP/s of a plain matrix product, the best of the rounds that fit the time. */
export async function measureSpeed(
  engine: Engine,
  clock: () => number,
  milliseconds = measuringTime,
): Promise<number> {
  const program = await engine.compile({
    name: 'speed',
    inputs: { a: [rows, inner], b: [inner, columns] },
    build: (ops, { a, b }) => ({ c: ops.matMul(assertDefined(a, 'a'), assertDefined(b, 'b')) }),
  });
  const a = engine.upload(new Float32Array(rows * inner).fill(0.5), [rows, inner]);
  const b = engine.upload(new Float32Array(inner * columns).fill(0.5), [inner, columns]);
  let best = Infinity;
  const end = clock() + milliseconds;
  do {
    const before = clock();
    const outputs = await program.run({ a, b });
    await engine.download(assertDefined(outputs['c'], 'c'));
    engine.release(Object.values(outputs));
    best = Math.min(best, clock() - before);
  } while (clock() < end);
  engine.release([a, b]);
  await program.dispose();
  return (2 * rows * inner * columns) / best / 1e6;
}
