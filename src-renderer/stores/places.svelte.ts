/** The places where runs can be trained besides here, and what is known of the runs that are there. */

import { WorkbenchError } from '../../src-shared/base/errors.ts';
import { localPlace } from '../../src-shared/views/places-view.ts';
import type {
  PlaceView,
  PlacesNews,
  RunElsewhere,
  TriedStepView,
} from '../../src-shared/views/places-view.ts';
import { wordsOf, workbench } from './workbench.svelte.ts';

interface Words {
  readonly message: string;
  readonly next: string;
}

class Places {
  #list = $state.raw<readonly PlaceView[] | null>(null);
  #news = $state.raw<PlacesNews | null>(null);
  #failure = $state.raw<Words | null>(null);
  #tried = $state.raw<Readonly<Record<string, readonly TriedStepView[] | null>>>({});

  /** null until they were read. */
  get list(): readonly PlaceView[] | null {
    return this.#list;
  }

  get news(): PlacesNews | null {
    return this.#news;
  }

  get failure(): Words | null {
    return this.#failure;
  }

  get troubles(): readonly Words[] {
    return (this.#news?.troubles ?? []).map((record) => wordsOf(WorkbenchError.fromRecord(record)));
  }

  /** By place; null while it is tried. */
  get tried(): Readonly<Record<string, readonly TriedStepView[] | null>> {
    return this.#tried;
  }

  async load(): Promise<void> {
    try {
      [this.#list, this.#news] = await Promise.all([
        workbench.call('places/list', {}),
        workbench.call('places/news', {}),
      ]);
      this.#failure = null;
    } catch (thrown) {
      this.#failure = wordsOf(thrown);
    }
  }

  /** Returns whether it was taken; what is wrong with it is told. */
  async save(name: string, place: Omit<PlaceView, 'name'>): Promise<boolean> {
    const { sbatch, setUp, ...rest } = place;
    const draft = { kind: 'slurm', ...rest, sbatch: [...sbatch], setUp: [...setUp] };
    let isSaved = false;
    await workbench.attempt('Adding the place', async () => {
      await workbench.call('places/save', { name, place: draft });
      isSaved = true;
    });
    return isSaved;
  }

  async remove(name: string): Promise<void> {
    await workbench.attempt('Forgetting the place', async () => {
      await workbench.call('places/remove', { name });
    });
  }

  /** Takes a minute where the cluster is busy. */
  async try(name: string): Promise<void> {
    this.#tried = { ...this.#tried, [name]: null };
    let steps: readonly TriedStepView[] | null = null;
    await workbench.attempt('Trying the place', async () => {
      steps = await workbench.call('places/try', { name });
    });
    const { [name]: _, ...others } = this.#tried;
    this.#tried = steps === null ? others : { ...others, [name]: steps };
  }

  async fetch(): Promise<void> {
    await workbench.attempt('Asking the places', async () => {
      await workbench.call('places/fetch', {});
    });
  }

  async requeue(run: string): Promise<void> {
    await workbench.attempt('Starting the task anew', async () => {
      await workbench.call('places/requeue', { runs: [run] });
    });
  }

  async cancel(run: string): Promise<void> {
    await workbench.attempt('Taking the run back', async () => {
      await workbench.call('runs/stop', { run });
    });
  }

  async log(run: string): Promise<string | null> {
    try {
      return (await workbench.call('places/log', { run })).log;
    } catch (thrown) {
      const { message, next } = wordsOf(thrown);
      return `${message} ${next}`;
    }
  }
}

export const places = new Places();

/** How soon what came into sight is asked after, all of it together, in milliseconds. */
const togetherMs = 50;

/**
 * Where runs are, and how they stand there: asked for as they come into sight, and again whenever something changed at a
 * place. Runs that were never sent anywhere are nowhere.
 */
class Whereabouts {
  #known = $state.raw<ReadonlyMap<string, RunElsewhere>>(new Map());
  /** Looked at since the last question; and those in it. */
  #seen = new Set<string>();
  #asked: ReadonlySet<string> = new Set();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor() {
    workbench.on('places/changed', () => this.#askSoon());
  }

  /** null: it is here, or it is not known yet. Read in a template, it is read again when that changes. */
  of(runId: string): RunElsewhere | null {
    this.#seen.add(runId);
    if (!this.#asked.has(runId)) this.#askSoon();
    return this.#known.get(runId) ?? null;
  }

  #askSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#ask();
    }, togetherMs);
  }

  async #ask(): Promise<void> {
    const runs = [...this.#seen];
    this.#seen = new Set();
    this.#asked = new Set(runs);
    if (runs.length === 0) return;
    try {
      const found = await workbench.call('places/whereabouts', { runs });
      this.#known = new Map(found.map((each) => [each.runId, each]));
    } catch {
      // Asked again with the next change; that the program cannot be reached is told by all else that asks.
    }
  }
}

export const whereabouts = new Whereabouts();

/** Where runs can be trained, this machine first. */
export function placeChoices(
  list: readonly Pick<PlaceView, 'name'>[] | null,
): readonly { readonly value: string; readonly label: string }[] {
  return [
    { value: localPlace, label: 'This machine' },
    ...(list ?? []).map(({ name }) => ({ value: name, label: name })),
  ];
}
