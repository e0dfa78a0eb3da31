/**
 * The places where runs can be trained besides here, and the runs that are there now. Sending is done once and then left
 * alone: this program may be closed, and whatever session comes next brings the results back. One thing happens at a time.
 */

import { randomBytes } from 'node:crypto';

import { WorkbenchError, asWorkbenchError } from '../../../src-shared/base/errors.ts';
import { mostTold } from '../../../src-shared/views/places-view.ts';
import type { PlacesNews, RunElsewhere, TriedStepView } from '../../../src-shared/views/places-view.ts';
import { cancelTasks, fetchLog, requeueTasks } from '../../cluster/inquire.ts';
import type { NamedPlace } from '../../cluster/place.ts';
import { openPlaceShell } from '../../cluster/place-shell.ts';
import type { PlaceShell } from '../../cluster/place-shell.ts';
import type { OpenPlace } from '../../cluster/send.ts';
import type { Submission } from '../../cluster/submission.ts';
import { briefWordsFor, wordsFor } from '../../cluster/task-standing.ts';
import type { TaskStanding } from '../../cluster/task-standing.ts';
import { tryPlace } from '../../cluster/try-place.ts';
import { makeRunId } from '../../store/run-id.ts';
import type { RunState } from '../../store/run-store.ts';
import {
  forgetSubmission,
  parsePlace,
  readPlace,
  readPlaces,
  readSubmissions,
  removePlace,
  savePlace,
  saveSubmission,
} from './place-documents.ts';
import { advance, bringBack, giveUp, tasksOut, tidy, troubleOf } from './submission-work.ts';
import type { Returned, WorkContext } from './submission-work.ts';

/** So many submissions are kept after all their runs are back, for their logs. */
const mostOld = 50;

export interface PlacesOptions extends WorkContext {
  /** For tests. */
  readonly openShell?: (place: NamedPlace) => PlaceShell;
  /** Told when runs came back. */
  readonly onBack?: (runIds: readonly string[]) => void;
  /** Told when something begins or ends that changes the news. */
  readonly onChange?: () => void;
}

/** What came of one submission. */
export interface SubmissionReport extends Returned {
  readonly submission: Submission;
}

export class Places {
  readonly #options: PlacesOptions;
  /** Place by run that is there. */
  readonly #elsewhere = new Map<string, string>();
  #last: Promise<unknown> = Promise.resolve();
  /** How many wait for their turn, or have it. */
  #turns = 0;
  /** As its place told last, by run that is there. */
  readonly #told = new Map<string, RunElsewhere>();
  /** Place by run that was sent at some time and whose log is still known. */
  readonly #sent = new Map<string, string>();
  #troubles: readonly WorkbenchError[] = [];
  #askedAt: number | null = null;
  #names: readonly string[] = [];

  private constructor(options: PlacesOptions) {
    this.#options = options;
  }

  static async open(options: PlacesOptions): Promise<Places> {
    const places = new Places(options);
    await places.list();
    for (const submission of await readSubmissions(options.store)) await places.#note(submission);
    return places;
  }

  /** The name of the place where a run is now; null: it is here. */
  placeOf(runId: string): string | null {
    return this.#elsewhere.get(runId) ?? null;
  }

  /** As they are recorded here. */
  statesOf(runIds: readonly string[]): Promise<RunState[]> {
    return this.#options.store.runStates(runIds);
  }

  get isAnyElsewhere(): boolean {
    return this.#elsewhere.size > 0;
  }

  async list(): Promise<NamedPlace[]> {
    const places = await readPlaces(this.#options.store);
    this.#names = places.map(({ name }) => name);
    return places;
  }

  /** As they were last read or changed here. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Error: input/invalid. */
  async save(name: string, draft: unknown): Promise<NamedPlace> {
    const place = parsePlace(name, draft);
    await savePlace(this.#options.store, place);
    await this.list();
    return place;
  }

  /** Errors: place/unknown; input/invalid while runs are there. */
  async remove(name: string): Promise<void> {
    await readPlace(this.#options.store, name);
    const there = [...this.#elsewhere.values()].filter((place) => place === name).length;
    if (there > 0) {
      throw new WorkbenchError('input/invalid', {
        problem: `${there} ${there === 1 ? 'run is' : 'runs are'} at the place ${name}`,
        remedy: 'Bring them back with "ffwb places fetch", or cancel them first.',
      });
    }
    await removePlace(this.#options.store, name);
    await this.list();
  }

  /** Tells each step as it is done. Error: place/unknown. */
  async try(name: string, onStep: (step: TriedStepView) => void): Promise<TriedStepView[]> {
    const place = await readPlace(this.#options.store, name);
    return tryPlace(this.#open(place), onStep);
  }

  /**
   * Sends runs that are not trained here now; one that was begun goes on there. When this returns Slurm has them; where it
   * throws, what was done is kept, and `fetch` goes on with it. Errors: place/unknown, run/elsewhere, run/busy,
   * run/not-resumable; those of `advance`.
   */
  async send(runIds: readonly string[], placeName: string): Promise<Submission> {
    const submission = await this.plan(runIds, placeName);
    return this.#inTurn(() => this.#advance(submission, this.#openFor(submission)));
  }

  async #advance(submission: Submission, open: OpenPlace): Promise<Submission> {
    const isSending = submission.parts?.every(({ job }) => job !== null) !== true;
    if (isSending) this.#tell(submission.runs.map((runId) => beingSent(runId, submission.placeName)));
    return advance(submission, open, this.#options);
  }

  /** Writes down that they are to be sent, which the next `fetch` does. Errors: as of `send`, but those of `advance`. */
  async plan(
    runIds: readonly string[],
    placeName: string,
    stopAfterEpochs: number | null = null,
  ): Promise<Submission> {
    const { store } = this.#options;
    const { name, ...place } = await readPlace(store, placeName);
    await this.#makeWait(runIds);
    const submission: Submission = {
      version: 1,
      id: makeRunId(new Date(), randomBytes),
      placeName: name,
      place,
      runs: [...runIds],
      stopAfterEpochs,
      root: null,
      program: null,
      parts: null,
      madeAt: new Date().toISOString(),
    };
    await saveSubmission(store, submission);
    await this.#note(submission);
    return submission;
  }

  async #makeWait(runs: readonly string[]): Promise<void> {
    const { store } = this.#options;
    const ended: string[] = [];
    for (const { runId, status } of await store.runStates(runs)) {
      const place = this.placeOf(runId);
      if (place !== null) throw new WorkbenchError('run/elsewhere', { run: runId, place });
      if (status === 'running' || status === 'paused')
        throw new WorkbenchError('run/busy', { run: runId, status });
      if (status === 'completed') {
        const remedy = 'Train it anew, or with more epochs, as a new run.';
        throw new WorkbenchError('run/not-resumable', { run: runId, reason: 'it is complete', remedy });
      }
      if (status !== 'queued') ended.push(runId);
    }
    for (const runId of ended) await store.setStatus(runId, 'queued');
  }

  /** Goes on with what was sent, and brings back what is over. What one place will not do keeps no other from it. */
  fetch(): Promise<SubmissionReport[]> {
    return this.#inTurn(async () => {
      const reports: SubmissionReport[] = [];
      for (const submission of await this.#openSubmissions()) reports.push(await this.#fetchOne(submission));
      await this.#forgetOld();
      this.#troubles = reports.flatMap(({ troubles }) => troubles);
      this.#askedAt = Date.now();
      return reports;
    });
  }

  /** As the places told when they were last asked. */
  news(): PlacesNews {
    const first = [...this.#elsewhere].slice(0, mostTold);
    return {
      runs: first.map(([runId, place]) => this.#told.get(runId) ?? notAsked(runId, place)),
      count: this.#elsewhere.size,
      troubles: this.#troubles.map((trouble) => trouble.toRecord()),
      askedAt: this.#askedAt,
      isAsking: this.#turns > 0,
    };
  }

  /** Those of these runs that are at a place, or were. */
  whereabouts(runIds: readonly string[]): RunElsewhere[] {
    return runIds.flatMap((runId) => {
      const place = this.#elsewhere.get(runId);
      if (place !== undefined) return [this.#told.get(runId) ?? notAsked(runId, place)];
      const former = this.#sent.get(runId);
      return former === undefined ? [] : [backFrom(runId, former)];
    });
  }

  /** For whoever asks without waiting for the answer. */
  readonly complain = (thrown: unknown): void => {
    this.#troubles = [asWorkbenchError(thrown, 'program/failed')];
  };

  async #fetchOne(submission: Submission): Promise<SubmissionReport> {
    const open = this.#openFor(submission);
    const troubles: WorkbenchError[] = [];
    let now = submission;
    try {
      now = await this.#advance(submission, open);
    } catch (thrown) {
      troubles.push(troubleOf(thrown, submission.placeName));
    }
    try {
      const onAsked = (found: readonly TaskStanding[]): void =>
        this.#tell(found.map((standing) => outside(now, standing)));
      const returned = await bringBack(now, open, this.#options, onAsked);
      this.#areBack(returned.back);
      if (returned.out.length === 0) await tidy(now, open);
      return { submission: now, ...returned, troubles: [...troubles, ...returned.troubles] };
    } catch (thrown) {
      const trouble = troubleOf(thrown, submission.placeName);
      const isNew = troubles.every(({ message }) => message !== trouble.message);
      const unknown = await this.#unknown(now);
      this.#tell(unknown.map((standing) => outside(now, standing)));
      return { submission: now, back: [], troubles: isNew ? [...troubles, trouble] : troubles, out: unknown };
    }
  }

  /** Takes runs from where they are, with what they came to so far. Errors: input/invalid where one is not elsewhere. */
  cancel(runIds: readonly string[]): Promise<void> {
    return this.#perSubmission(runIds, async (submission, tasks) => {
      const open = this.#openFor(submission);
      await cancelTasks(open, submission, tasks);
      const cancelled = tasks.map((task) => unaskedStanding(submission, task, 'cancelled'));
      await giveUp(cancelled, submission, open, this.#options);
      this.#areBack(cancelled.map(({ runId }) => runId));
    });
  }

  /** Slurm starts them anew; they go on where they saved last. Errors: input/invalid; place/refused. */
  requeue(runIds: readonly string[]): Promise<void> {
    return this.#perSubmission(runIds, (submission, tasks) =>
      requeueTasks(this.#openFor(submission), submission, tasks),
    );
  }

  /** What its task said, of a run that is back too; null: nothing yet. Error: input/invalid where it was never sent. */
  async log(runId: string): Promise<string | null> {
    const submissions = await readSubmissions(this.#options.store);
    const submission = submissions.find(({ runs }) => runs.includes(runId));
    if (submission === undefined) throw notElsewhere(runId);
    return fetchLog(this.#openFor(submission), submission, submission.runs.indexOf(runId));
  }

  /** Resolves when nothing is under way. */
  async settle(): Promise<void> {
    await this.#last;
  }

  #perSubmission(
    runIds: readonly string[],
    action: (submission: Submission, tasks: number[]) => Promise<void>,
  ): Promise<void> {
    return this.#inTurn(async () => {
      const strange = runIds.find((runId) => this.placeOf(runId) === null);
      if (strange !== undefined) throw notElsewhere(strange);
      const wanted = new Set(runIds);
      for (const submission of await this.#openSubmissions()) {
        const out = await tasksOut(submission, this.#options);
        const tasks = out.filter((task) => wanted.has(submission.runs[task] ?? ''));
        if (tasks.length > 0) await action(submission, tasks);
      }
    });
  }

  /** Those with a run that is still there, oldest first. */
  async #openSubmissions(): Promise<Submission[]> {
    const all = await readSubmissions(this.#options.store);
    return all.reverse().filter(({ runs }) => runs.some((runId) => this.#elsewhere.has(runId)));
  }

  async #unknown(submission: Submission): Promise<Returned['out']> {
    const tasks = await tasksOut(submission, this.#options);
    return tasks.map((task) => unaskedStanding(submission, task, 'unknown'));
  }

  async #note(submission: Submission): Promise<void> {
    for (const run of submission.runs) this.#sent.set(run, submission.placeName);
    for (const task of await tasksOut(submission, this.#options)) {
      this.#elsewhere.set(submission.runs[task] ?? '', submission.placeName);
    }
  }

  /** How runs stand that are at places. */
  #tell(standings: readonly RunElsewhere[]): void {
    for (const standing of standings)
      if (this.#elsewhere.has(standing.runId)) this.#told.set(standing.runId, standing);
    this.#options.onChange?.();
  }

  #areBack(runIds: readonly string[]): void {
    for (const runId of runIds) {
      this.#elsewhere.delete(runId);
      this.#told.delete(runId);
    }
    if (runIds.length > 0) this.#options.onBack?.(runIds);
  }

  async #forgetOld(): Promise<void> {
    const { store } = this.#options;
    const over = (await readSubmissions(store)).filter(
      ({ runs }) => !runs.some((runId) => this.#elsewhere.has(runId)),
    );
    for (const { id, runs } of over.slice(mostOld)) {
      await forgetSubmission(store, id);
      for (const run of runs) this.#sent.delete(run);
    }
  }

  #openFor({ placeName, place }: Submission): OpenPlace {
    return this.#open({ name: placeName, ...place });
  }

  #open(place: NamedPlace): OpenPlace {
    return { place, shell: (this.#options.openShell ?? openPlaceShell)(place) };
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    this.#turns += 1;
    this.#options.onChange?.();
    const turn = this.#last.then(action).finally(() => {
      this.#turns -= 1;
      this.#options.onChange?.();
    });
    this.#last = turn.catch(() => {});
    return turn;
  }
}

function unaskedStanding({ runs }: Submission, task: number, state: 'cancelled' | 'unknown'): TaskStanding {
  return { task, runId: runs[task] ?? '', state, reason: '', end: null, progress: null };
}

function outside({ placeName }: Submission, standing: TaskStanding): RunElsewhere {
  const { runId, state, progress } = standing;
  return {
    ...plain(runId, placeName, state, briefWordsFor(state, placeName), wordsFor(standing)),
    epoch: progress?.epoch ?? null,
    epochs: progress?.epochs ?? null,
    restarts: progress?.restarts ?? 0,
  };
}

function beingSent(runId: string, place: string): RunElsewhere {
  return plain(runId, place, 'sending', `sending to ${place}`, 'is being sent');
}

function notAsked(runId: string, place: string): RunElsewhere {
  return plain(runId, place, 'unknown', `at ${place}`, 'is to be sent, or was not asked after yet');
}

function backFrom(runId: string, place: string): RunElsewhere {
  return plain(runId, place, 'back', `back from ${place}`, 'is back');
}

function plain(runId: string, place: string, state: string, brief: string, says: string): RunElsewhere {
  return { runId, place, state, brief, says, epoch: null, epochs: null, restarts: 0 };
}

function notElsewhere(runId: string): WorkbenchError {
  return new WorkbenchError('input/invalid', {
    problem: `Run ${runId} is at no place`,
    remedy: '"ffwb places fetch" lists the runs that are.',
  });
}
