/**
 * The host's side of the inspection process: started with the first question, again after it died, and ended after it
 * had nothing to do for a while. The survey of engines has a process to itself, because trying a graphics driver may
 * end it.
 */

import { assert } from '../../src-shared/base/assert.ts';
import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { OutputOf, ParsedInputOf } from '../../src-shared/contract/contract.ts';
import type { EngineView } from '../../src-shared/views/workbench-view.ts';
import type { HostedProcess, SpawnProcess } from '../child/hosted-process.ts';
import type { InspectedRun, InspectionCall, InspectionReply, InspectionRequest } from './messages.ts';

export interface InspectionClient {
  /** Errors: those of the call; inspect/failed where the process died. */
  ask<N extends InspectionCall>(
    name: N,
    input: ParsedInputOf<N>,
    run: InspectedRun | null,
  ): Promise<OutputOf<N>>;
  close(): Promise<void>;
}

/** How a host starts the inspection process. */
export type SpawnInspection = SpawnProcess<InspectionRequest>;

export interface InspectionClientOptions {
  readonly spawn: SpawnInspection;
  readonly datasetFolder: string;
  /** The program's, for files that leave it. */
  readonly version: string;
  /** How long a process may have nothing to do, in milliseconds; five minutes unless given. */
  readonly idleMilliseconds?: number;
}

const usualIdle = 5 * 60_000;

export function createInspectionClient(options: InspectionClientOptions): InspectionClient {
  return new Client(options);
}

interface Waiting {
  resolve(output: OutputOf<InspectionCall>): void;
  reject(error: WorkbenchError): void;
}

/** One life of a process. */
class Life {
  readonly #process: HostedProcess<InspectionRequest>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #idleMilliseconds: number;
  #idle: NodeJS.Timeout | null = null;
  /** Why it will be no more, once somebody has decided so. */
  #ending: string | null = null;
  #lastId = 0;
  readonly ended: Promise<void>;

  constructor(spawn: SpawnInspection, idleMilliseconds: number, onEnd: () => void) {
    this.#idleMilliseconds = idleMilliseconds;
    this.#process = spawn();
    this.#process.onMessage((message) => this.#hear(message as InspectionReply));
    this.ended = new Promise((resolve) => {
      this.#process.onEnd((reason) => {
        if (this.#idle !== null) clearTimeout(this.#idle);
        onEnd();
        const error = new WorkbenchError('inspect/failed', {
          reason: this.#ending ?? `its process ended (${reason})`,
        });
        for (const waiting of this.#waiting.values()) waiting.reject(error);
        this.#waiting.clear();
        resolve();
      });
    });
  }

  /** No more questions: it is on its way out. */
  get leaving(): boolean {
    return this.#ending !== null;
  }

  ask(request: Omit<InspectionRequest, 'id'>): Promise<OutputOf<InspectionCall>> {
    assert(!this.leaving, 'a question to a process that is leaving');
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<OutputOf<InspectionCall>>();
    this.#waiting.set(id, { resolve, reject });
    this.#process.post({ ...request, id });
    return promise;
  }

  end(reason: string): Promise<void> {
    this.#ending ??= reason;
    this.#process.kill();
    return this.ended;
  }

  #hear(reply: InspectionReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) {
      this.#idle = setTimeout(() => void this.end('it had nothing to do'), this.#idleMilliseconds);
      this.#idle.unref();
    }
    if ('error' in reply) waiting?.reject(WorkbenchError.fromRecord(reply.error));
    else waiting?.resolve(reply.output);
  }
}

class Client implements InspectionClient {
  readonly #options: InspectionClientOptions;
  #life: Life | null = null;
  #survey: Promise<readonly EngineView[]> | null = null;
  #surveying: Life | null = null;
  /** As last surveyed. */
  #engines: readonly EngineView[] | null = null;
  #surveyedForChecks = false;
  #closed = false;

  constructor(options: InspectionClientOptions) {
    this.#options = options;
  }

  async ask<N extends InspectionCall>(
    name: N,
    input: ParsedInputOf<N>,
    run: InspectedRun | null,
  ): Promise<OutputOf<N>> {
    if (this.#closed) throw new WorkbenchError('inspect/failed', { reason: 'the workbench is closing' });
    if (name === 'engines/survey') return (await this.#surveyEngines()) as OutputOf<N>;
    if (this.#life === null || this.#life.leaving) this.#life = this.#begin();
    const output = await this.#life.ask(this.#request(name, input, run));
    // Estimates need an engine's speed. A survey that fails says so where engines are shown; estimates go without.
    if (name === 'spec/check' && !this.#surveyedForChecks) {
      this.#surveyedForChecks = true;
      void this.#surveyEngines().catch(() => {});
    }
    return output as OutputOf<N>;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const reason = 'the workbench is closing';
    await Promise.all([this.#life?.end(reason), this.#surveying?.end(reason)]);
  }

  #request(name: InspectionCall, input: unknown, run: InspectedRun | null): Omit<InspectionRequest, 'id'> {
    const { datasetFolder, version } = this.#options;
    const about = { name, input, run, datasetFolder, engines: this.#engines, version };
    return about as Omit<InspectionRequest, 'id'>;
  }

  #begin(): Life {
    const { spawn, idleMilliseconds = usualIdle } = this.#options;
    const life: Life = new Life(spawn, idleMilliseconds, () => {
      if (this.#life === life) this.#life = null;
    });
    return life;
  }

  /** One at a time: who asks meanwhile shares it. */
  #surveyEngines(): Promise<readonly EngineView[]> {
    this.#survey ??= this.#surveyApart().finally(() => (this.#survey = null));
    return this.#survey;
  }

  async #surveyApart(): Promise<readonly EngineView[]> {
    if (this.#closed) throw new WorkbenchError('inspect/failed', { reason: 'the workbench is closing' });
    const life = this.#begin();
    this.#surveying = life;
    try {
      const engines = (await life.ask(this.#request('engines/survey', {}, null))) as readonly EngineView[];
      this.#engines = engines;
      return engines;
    } finally {
      this.#surveying = null;
      await life.end('it has told all');
    }
  }
}
