/**
 * The host's side of the training service. The process is started when the first run is, and again after it died; the
 * host never falls with it. Requests are promises; what happens to runs is told to one listener, in order.
 */

import { assert } from '../../src-shared/base/assert.ts';
import { WorkbenchError } from '../../src-shared/base/errors.ts';
import type { TrainingEvent } from '../../src-shared/events/training-event.ts';
import type { HostedProcess, SpawnProcess } from '../child/hosted-process.ts';
import { receiveServiceMessage } from './messages.ts';
import type { HostMessage, ResumePoint, RunOrder, ServiceMessage } from './messages.ts';

export interface TrainingServiceListener {
  /** The run got a slot. */
  began(runId: string): void;
  /** A resumed run will go on from here, and waits for `confirmRewound`. */
  restored(runId: string, point: ResumePoint): void;
  told(runId: string, events: readonly TrainingEvent[]): void;
  /** The run has left the service. */
  ended(runId: string): void;
  /** The process ended unexpectedly, and with it all its runs. */
  died(death: ServiceDeath): void;
  /** The service said something that could not be understood; it was dropped. */
  puzzled(problem: string): void;
}

export interface ServiceDeath {
  /** In words, such as "signal SIGKILL". */
  readonly reason: string;
  /** Runs that had begun. */
  readonly active: readonly string[];
  /** Runs that waited for a slot; they can be started again as they were. */
  readonly waiting: readonly string[];
}

/** How a host starts the service's process. */
export type SpawnService = SpawnProcess<HostMessage>;

export interface TrainingServiceOptions {
  readonly spawn: SpawnService;
  /** How many runs train side by side. */
  readonly slots: number;
  readonly listener: TrainingServiceListener;
}

/** Errors of every request: training/refused; training/service-died when the process ends before it answers. */
export interface TrainingService {
  /** Resolves once the run is in the queue. */
  start(order: RunOrder): Promise<void>;
  pause(runId: string): Promise<void>;
  resume(runId: string): Promise<void>;
  stop(runId: string): Promise<void>;
  setSlots(slots: number): Promise<void>;
  /** What was recorded after the restored point is forgotten; the run may go on. */
  confirmRewound(runId: string): void;
  /** The checkpoint and all events before it are recorded, so that older ones may go. */
  confirmCheckpoint(runId: string, file: string): void;
  /** Stops all runs and ends the process; one that is not done after `graceMs` is killed, and `died` tells of it. */
  close(graceMs: number): Promise<void>;
  /** Id of the process, or null while there is none. */
  readonly pid: number | null;
}

export function startTrainingService(options: TrainingServiceOptions): TrainingService {
  return new ServiceClient(options);
}

interface PendingRequest {
  resolve(): void;
  reject(error: WorkbenchError): void;
}

/** One life of the process. */
interface Life {
  readonly process: HostedProcess<HostMessage>;
  readonly pending: Map<number, PendingRequest>;
  readonly runs: Map<string, 'waiting' | 'active'>;
  readonly ended: Promise<void>;
  closing: boolean;
}

type Request = Extract<HostMessage, { requestId: number }>;
type WithoutId<T> = T extends unknown ? Omit<T, 'requestId'> : never;

class ServiceClient implements TrainingService {
  readonly #spawn: SpawnService;
  readonly #listener: TrainingServiceListener;
  #slots: number;
  #life: Life | null = null;
  #lastRequest = 0;

  constructor(options: TrainingServiceOptions) {
    this.#spawn = options.spawn;
    this.#listener = options.listener;
    this.#slots = options.slots;
  }

  get pid(): number | null {
    return this.#life?.process.pid ?? null;
  }

  async start(order: RunOrder): Promise<void> {
    this.#life ??= this.#begin();
    const { runs } = this.#life;
    // Noted at the moment of the answer: from then on the run falls with the process.
    await this.#ask(this.#life, { type: 'start', order }, () => runs.set(order.runId, 'waiting'));
  }

  pause(runId: string): Promise<void> {
    return this.#askIfAlive({ type: 'pause', runId });
  }

  resume(runId: string): Promise<void> {
    return this.#askIfAlive({ type: 'resume', runId });
  }

  stop(runId: string): Promise<void> {
    return this.#askIfAlive({ type: 'stop', runId });
  }

  async setSlots(slots: number): Promise<void> {
    this.#slots = slots;
    if (this.#life !== null) await this.#ask(this.#life, { type: 'set-slots', slots });
  }

  confirmRewound(runId: string): void {
    this.#life?.process.post({ type: 'rewound', runId });
  }

  confirmCheckpoint(runId: string, file: string): void {
    this.#life?.process.post({ type: 'checkpoint-recorded', runId, file });
  }

  async close(graceMs: number): Promise<void> {
    const life = this.#life;
    if (life === null) return;
    life.closing = true;
    const killer = setTimeout(() => life.process.kill(), graceMs);
    await this.#ask(life, { type: 'close' }).catch(() => {}); // It may be gone already: all the better.
    await life.ended;
    clearTimeout(killer);
  }

  #begin(): Life {
    const process = this.#spawn();
    let markEnded = (): void => {};
    const ended = new Promise<void>((resolve) => (markEnded = resolve));
    const life: Life = { process, pending: new Map(), runs: new Map(), ended, closing: false };
    process.onMessage((raw) => this.#hear(life, raw));
    process.onEnd((reason) => {
      this.#bury(life, reason);
      markEnded();
    });
    // Told first, so that nothing begins under another number of slots. It only fails with the process.
    this.#ask(life, { type: 'set-slots', slots: this.#slots }).catch(() => {});
    return life;
  }

  #askIfAlive(request: WithoutId<Request>): Promise<void> {
    if (this.#life !== null) return this.#ask(this.#life, request);
    return Promise.reject(new WorkbenchError('training/refused', { reason: 'nothing is training' }));
  }

  #ask(life: Life, request: WithoutId<Request>, onAccepted = (): unknown => null): Promise<void> {
    this.#lastRequest += 1;
    const requestId = this.#lastRequest;
    return new Promise((resolve, reject) => {
      const accept = (): void => {
        onAccepted();
        resolve();
      };
      life.pending.set(requestId, { resolve: accept, reject });
      life.process.post({ ...request, requestId });
    });
  }

  #hear(life: Life, raw: unknown): void {
    const received = receiveServiceMessage(raw);
    if ('problem' in received) this.#listener.puzzled(received.problem);
    else this.#obey(life, received.message);
  }

  #obey(life: Life, message: ServiceMessage): void {
    switch (message.type) {
      case 'accepted':
        this.#settle(life, message.requestId)?.resolve();
        break;
      case 'refused': {
        const error = new WorkbenchError('training/refused', { reason: message.reason });
        const request = message.requestId === null ? undefined : this.#settle(life, message.requestId);
        if (request === undefined) this.#listener.puzzled(error.message);
        else request.reject(error);
        break;
      }
      case 'began':
        life.runs.set(message.runId, 'active');
        this.#listener.began(message.runId);
        break;
      case 'restored':
        this.#listener.restored(message.runId, message.point);
        break;
      case 'events':
        // Until now engines were tried, and drivers complained of what they have not got.
        if (message.events.some(({ type }) => type === 'started')) life.process.forgetComplaint();
        this.#listener.told(message.runId, message.events);
        break;
      case 'ended':
        life.runs.delete(message.runId);
        this.#listener.ended(message.runId);
        break;
    }
  }

  #settle(life: Life, requestId: number): PendingRequest | undefined {
    const request = life.pending.get(requestId);
    life.pending.delete(requestId);
    return request;
  }

  #bury(life: Life, reason: string): void {
    assert(this.#life === life, 'a training service ended that was not the current one');
    this.#life = null;
    const withState = (state: string): string[] =>
      [...life.runs].filter(([, of]) => of === state).map(([id]) => id);
    const death = { reason, active: withState('active'), waiting: withState('waiting') };
    if (!life.closing || life.runs.size > 0) this.#listener.died(death);
    for (const request of life.pending.values()) {
      request.reject(new WorkbenchError('training/service-died', { reason, run: '' }));
    }
  }
}
