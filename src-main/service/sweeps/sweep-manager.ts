/**
 * All sweeps of a data folder: made, stopped, gone on with, extended. Each that runs has a driver of its own. Sweeps that an
 * earlier session was at when it ended are gone on with by `continueAll`.
 */

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import type { ParsedInputOf } from '../../../src-shared/contract/contract.ts';
import { closestName } from '../../../src-shared/spec/closest-name.ts';
import { readSweep } from '../../../src-shared/spec/sweep.ts';
import type { Sweep } from '../../../src-shared/spec/sweep.ts';
import { shortNames, sweepPoints } from '../../../src-shared/spec/sweep-points.ts';
import { localPlace } from '../../../src-shared/views/places-view.ts';
import type { RunEnvironment } from '../../../src-shared/views/run-view.ts';
import type { SweepCheck, SweepDetail } from '../../../src-shared/views/sweep-view.ts';
import type { InspectionClient } from '../../inspection/client.ts';
import type { RunStoreClient } from '../../store/run-store.ts';
import { presetNames, readPreset } from '../presets.ts';
import type { Place } from './place.ts';
import { takeStopRequest } from './stop-requests.ts';
import { SweepDriver } from './sweep-driver.ts';

export interface SweepManagerOptions {
  readonly store: RunStoreClient;
  readonly inspection: InspectionClient;
  readonly environment: RunEnvironment;
  readonly resources: string;
  readonly dataFolder: string;
  /** Where runs can be made, this computer among them. */
  readonly places: () => readonly Place[];
  /** Told with a sweep's id whenever it changed. */
  readonly changed: (sweepId: string) => void;
}

/** A sweep as it comes from a file or a window. */
export type SweepFile = ParsedInputOf<'sweeps/check'>['sweep'];

type Json = SweepFile[string];

/** How soon a request of another process is obeyed. */
const requestsEveryMs = 500;

/** What can be changed of a sweep that is there. */
export interface SweepExtension {
  readonly points?: number | undefined;
  readonly seeds?: readonly number[] | undefined;
  readonly budget?: Sweep['budget'] | undefined;
}

/** Sweeps may be named by a shortened id. Errors of every method: sweep/unknown, sweep/ambiguous, those of the store. */
export class SweepManager {
  readonly #options: SweepManagerOptions;
  readonly #drivers = new Map<string, SweepDriver>();
  #looking: NodeJS.Timeout | null = null;
  #closing = false;

  constructor(options: SweepManagerOptions) {
    this.#options = options;
  }

  /** Looks at every point. Errors: preset/unknown, inspect/failed. */
  async check(file: SweepFile): Promise<SweepCheck> {
    const { base } = this.#basedOn(file);
    const check = await this.#options.inspection.ask('sweeps/check', { sweep: { ...file, base } }, null);
    // What was asked for names its preset; that is what is kept.
    return check.spec === null ? check : { ...check, spec: readSweep(file, 'This') };
  }

  /** Records a sweep and begins; returns its id. Errors: input/invalid with what is wrong; those of `check`. */
  async create(file: SweepFile, place: string = localPlace): Promise<string> {
    this.#placeNamed(place);
    const { preset } = this.#basedOn(file);
    const check = await this.check(file);
    if (check.spec === null || check.base === null) throw refusal(check);
    const { spec, base, points } = check;
    const name = spec.name ?? `${base.name}: ${shortNames(Object.keys(spec.axes)).join(', ')}`.slice(0, 150);
    const sweepId = await this.#options.store.createSweep({ name, preset, place, spec, base, points });
    this.#options.changed(sweepId);
    this.#drive(sweepId, place, false);
    return sweepId;
  }

  /** One that stopped, or one with failed runs, goes on; nothing happens where it is at work. */
  async resume(sweep: string): Promise<void> {
    const { sweepId, place } = await this.#options.store.getSweep(sweep);
    const driver = this.#drivers.get(sweepId);
    if (driver?.lookAgain() === true) return;
    await driver?.ended;
    this.#placeNamed(place);
    await this.#options.store.setSweepStatus(sweepId, 'running');
    this.#options.changed(sweepId);
    this.#drive(sweepId, place, true);
  }

  /** Its runs under way are stopped, resumable. Resolves when all is recorded. */
  async stop(sweep: string): Promise<void> {
    const { sweepId, status } = await this.#options.store.getSweep(sweep);
    const driver = this.#drivers.get(sweepId);
    if (driver !== undefined) return driver.stop();
    if (status === 'running') await this.#options.store.setSweepStatus(sweepId, 'stopped');
    this.#options.changed(sweepId);
  }

  /** More points or seeds, or another budget; it goes on by itself. Error: input/invalid. */
  async extend(sweep: string, { points, seeds, budget }: SweepExtension): Promise<void> {
    const detail = await this.#options.store.getSweep(sweep);
    const { sweepId, spec } = detail;
    refuseHarm(detail, { points, seeds });
    const wanted = {
      ...spec,
      ...(points === undefined ? {} : { points }),
      ...(seeds === undefined ? {} : { seeds: [...new Set([...spec.seeds, ...seeds])] }),
      ...(budget === undefined ? {} : { budget }),
    };
    const file = JSON.parse(JSON.stringify({ ...wanted, base: detail.base })) as SweepFile;
    const check = await this.check(file);
    if (check.spec === null) throw refusal(check);
    const extended = readSweep(wanted, 'This');
    const values = sweepPoints(extended).map((settings) => Object.values(settings));
    await this.#options.store.extendSweep(sweepId, extended, values);
    await this.resume(sweepId);
    this.#options.changed(sweepId);
  }

  /** Forgets it; its runs stay. Error: input/invalid while it is at work. */
  async delete(sweep: string): Promise<void> {
    const { sweepId, name } = await this.#options.store.getSweep(sweep);
    if (this.#drivers.has(sweepId)) {
      const problem = `The sweep "${name}" is at work`;
      throw new WorkbenchError('input/invalid', { problem, remedy: 'Stop it first.' });
    }
    await this.#options.store.deleteSweep(sweepId);
    this.#options.changed(sweepId);
  }

  /** Resolves when nobody works on it any more. */
  async wait(sweep: string): Promise<SweepDetail> {
    const { sweepId } = await this.#options.store.getSweep(sweep);
    await this.#drivers.get(sweepId)?.ended;
    return this.#options.store.getSweep(sweepId);
  }

  /** Goes on with those that an earlier session was at when it ended, oldest first. */
  async continueAll(): Promise<void> {
    const sweeps = await this.#options.store.listSweeps();
    for (const { sweepId, status, place } of sweeps.toReversed()) {
      const isKnown = this.#options.places().some(({ name }) => name === place);
      if (status === 'running' && isKnown) this.#drive(sweepId, place, false);
    }
  }

  /** Begins nothing more. The runs under way are left to whoever trains them. */
  leave(): void {
    this.#closing = true;
    for (const driver of this.#drivers.values()) driver.leave();
  }

  /** Resolves when no driver works any more. */
  async settled(): Promise<void> {
    await Promise.all([...this.#drivers.values()].map(({ ended }) => ended));
  }

  #drive(sweepId: string, place: string, retryFailed: boolean): void {
    if (this.#closing || this.#drivers.has(sweepId)) return;
    const { store, environment, changed } = this.#options;
    const driver = new SweepDriver({
      sweepId,
      store,
      environment,
      retryFailed,
      place: this.#placeNamed(place),
      onChange: () => changed(sweepId),
    });
    this.#drivers.set(sweepId, driver);
    this.#looking ??= setInterval(() => this.#obeyRequests(), requestsEveryMs).unref();
    void driver.ended.then(() => {
      this.#drivers.delete(sweepId);
      if (this.#drivers.size === 0 && this.#looking !== null) clearInterval(this.#looking);
      if (this.#drivers.size === 0) this.#looking = null;
      changed(sweepId);
    });
  }

  /** Another process that wants a sweep stopped cannot write to the database, so it leaves a file. */
  #obeyRequests(): void {
    for (const [sweepId, driver] of this.#drivers) {
      if (takeStopRequest(this.#options.dataFolder, sweepId)) void driver.stop();
    }
  }

  #placeNamed(name: string): Place {
    const place = this.#options.places().find((each) => each.name === name);
    if (place !== undefined) return place;
    const known = this.#options
      .places()
      .map((each) => each.name)
      .join(', ');
    throw new WorkbenchError('input/invalid', {
      problem: `There is no place named "${name}" where runs could be made`,
      remedy: `Choose one of ${known}.`,
    });
  }

  /** Error: preset/unknown. */
  #basedOn({ base = null }: SweepFile): { readonly base: Json; readonly preset: string | null } {
    if (typeof base !== 'string') return { base, preset: null };
    const known = presetNames(this.#options.resources);
    if (known.includes(base))
      return { base: readPreset(base, this.#options.resources) as Json, preset: base };
    const near = closestName(base, known);
    const hint = near === null ? '' : `Did you mean "${near}"? `;
    throw new WorkbenchError('preset/unknown', { name: base, known: known.join(', '), hint });
  }
}

/** Points of a grid are its axes' alone; points of halving were compared already. */
function refuseHarm({ method, points: there }: SweepDetail, { points, seeds }: SweepExtension): void {
  const refuse = (problem: string): never => {
    throw new WorkbenchError('input/invalid', { problem, remedy: 'Make another sweep.' });
  };
  if (method === 'grid' && points !== undefined) refuse('A grid has as many points as its axes make');
  if (method === 'halving' && (points !== undefined || seeds !== undefined))
    refuse('Halving has compared its points already, so none can come besides');
  if (points !== undefined && points < there) refuse(`The sweep has ${there} points already`);
}

function refusal({ problems, problemCount }: SweepCheck): WorkbenchError {
  const told = problems.slice(0, 10).map(({ settings, message }) => {
    if (settings === null) return message;
    const point = Object.entries(settings).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
    return `${point.join(', ')}: ${message}`;
  });
  const more = problems[0]?.settings === null ? 0 : problemCount - told.length;
  return new WorkbenchError('input/invalid', {
    problem: `The sweep cannot be made: ${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    remedy: 'Correct what is named; nothing was begun.',
  });
}
