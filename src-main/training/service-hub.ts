/**
 * The training service, whatever process it runs in: takes requests from the host, gives each run that has a slot a
 * worker thread of its own, and passes on what the workers say. It does no maths and keeps nothing on disk. What it
 * does not understand it refuses, and goes on; a worker that dies takes only its own run with it.
 */

import { Worker } from 'node:worker_threads';

import { assertNever } from '../../src-shared/base/assert.ts';
import { reasonOf } from '../../src-shared/base/errors.ts';
import { endsRun } from '../../src-shared/events/training-event.ts';
import type { TrainingEvent } from '../../src-shared/events/training-event.ts';
import { receiveHostMessage } from './messages.ts';
import type {
  HostMessage,
  RunOrder,
  ServiceMessage,
  WorkerCommand,
  WorkerMessage,
  WorkerOrder,
} from './messages.ts';
import { RunQueue, threadsPerRun } from './queue.ts';

type RunState = 'waiting' | 'training' | 'paused' | 'stopping';

interface ServiceRun {
  readonly order: RunOrder;
  state: RunState;
  worker: Worker | null;
  /** The newest step it told of, for the report of its death. */
  step: number;
  /** True once "finished" or "failed" was passed on. */
  concluded: boolean;
  fault: string | null;
}

export interface ServiceHubOptions {
  readonly post: (message: ServiceMessage) => void;
  /** The module each worker thread runs. */
  readonly workerEntry: URL;
  /** Cores of this machine, to share among the slots. */
  readonly cores: number;
  /** So many of them are given to this service; null or absent: all. */
  readonly granted?: number | null;
  /** Called once, when a "close" was asked for and every worker has ended. */
  readonly onClosed: () => void;
}

/** A request that cannot be granted; its message is the reason the host reads. */
class Refusal extends Error {}

export class ServiceHub {
  readonly #options: ServiceHubOptions;
  readonly #queue = new RunQueue(1);
  readonly #runs = new Map<string, ServiceRun>();
  /** Engine picked before, by what experiments said of the engine: all runs of a session shall use the same. */
  readonly #picked = new Map<string, string>();
  /** Runs that have a slot and wait for the first of their kind to pick an engine. */
  #held: string[] = [];
  #closing = false;
  #closed = false;

  constructor(options: ServiceHubOptions) {
    this.#options = options;
  }

  /** Anything the parent sent. Never throws. */
  receive(raw: unknown): void {
    const received = receiveHostMessage(raw);
    if ('problem' in received) {
      this.#refuse(received.requestId, `not understood (${received.problem})`);
      return;
    }
    const { message } = received;
    const id = 'requestId' in message ? message.requestId : null;
    try {
      this.#perform(message);
      if (id !== null) this.#options.post({ type: 'accepted', requestId: id });
    } catch (error) {
      this.#refuse(
        id,
        error instanceof Refusal ? error.message : `a fault in the training service: ${reasonOf(error)}`,
      );
    }
    this.#advance();
  }

  /** As if the host had asked to close. */
  close(): void {
    this.#stopAll();
    this.#advance();
  }

  #perform(message: HostMessage): void {
    switch (message.type) {
      case 'set-slots':
        return this.#queue.setSlots(message.slots);
      case 'start':
        return this.#start(message.order);
      case 'pause':
        return this.#pause(message.runId, this.#run(message.runId));
      case 'resume':
        return this.#resume(message.runId, this.#run(message.runId));
      case 'stop':
        return this.#stop(message.runId, this.#run(message.runId));
      case 'close':
        return this.#stopAll();
      // The run may have ended meanwhile; then these mean nothing any more.
      case 'rewound':
        return this.#tell(this.#runs.get(message.runId), { type: 'rewound' });
      case 'checkpoint-recorded':
        return this.#tell(this.#runs.get(message.runId), { type: 'checkpoint-recorded', file: message.file });
      default:
        return assertNever(message);
    }
  }

  #start(order: RunOrder): void {
    if (this.#closing) throw new Refusal('the training service is closing');
    if (this.#runs.has(order.runId)) throw new Refusal(`run ${order.runId} was started already`);
    this.#runs.set(order.runId, {
      order,
      state: 'waiting',
      worker: null,
      step: order.stepBefore,
      concluded: false,
      fault: null,
    });
    this.#queue.add(order.runId);
  }

  #pause(runId: string, run: ServiceRun): void {
    if (run.state !== 'training') throw new Refusal(`run ${runId} is ${run.state}, not training`);
    run.state = 'paused';
    this.#tell(run, { type: 'pause' });
  }

  #resume(runId: string, run: ServiceRun): void {
    if (run.state !== 'paused') throw new Refusal(`run ${runId} is ${run.state}, not paused`);
    run.state = 'training';
    this.#tell(run, { type: 'resume' });
  }

  /** Asking twice does no harm. */
  #stop(runId: string, run: ServiceRun): void {
    if (run.state === 'waiting') {
      this.#queue.remove(runId);
      this.#end(runId);
    } else if (run.state !== 'stopping') {
      run.state = 'stopping';
      this.#tell(run, { type: 'stop' });
    }
  }

  #stopAll(): void {
    this.#closing = true;
    for (const [runId, run] of [...this.#runs]) this.#stop(runId, run);
  }

  #run(runId: string): ServiceRun {
    const run = this.#runs.get(runId);
    if (run === undefined) throw new Refusal(`there is no active run ${runId}`);
    return run;
  }

  #tell(run: ServiceRun | undefined, command: WorkerCommand): void {
    run?.worker?.postMessage(command);
  }

  /** Starts what may start now, and ends when all has ended. */
  #advance(): void {
    const ready = [...this.#held, ...this.#queue.takeReady()];
    this.#held = [];
    for (const runId of ready) {
      const run = this.#runs.get(runId);
      if (run === undefined) continue; // stopped while it was held
      if (this.#isPicking(run)) this.#held.push(runId);
      else this.#begin(runId, run);
    }
    if (!this.#closing || this.#closed || this.#runs.size > 0) return;
    this.#closed = true;
    this.#options.onClosed();
  }

  /** True while another run that leaves the same choice of engine open has not told which one it got. */
  #isPicking({ order }: ServiceRun): boolean {
    const choice = engineChoice(order);
    const isOpen = (order.spec['engine'] as { kind?: unknown } | undefined)?.kind === 'auto';
    if (!isOpen || order.engineBefore !== null || this.#picked.has(choice)) return false;
    return [...this.#runs.values()].some(
      (other) => other.worker !== null && engineChoice(other.order) === choice,
    );
  }

  #begin(runId: string, run: ServiceRun): void {
    run.state = 'training';
    this.#options.post({ type: 'began', runId });
    const { cores, granted = null } = this.#options;
    const threads = run.order.threadsBefore ?? threadsPerRun(this.#queue.slots, cores, granted);
    const engineBefore = run.order.engineBefore ?? this.#picked.get(engineChoice(run.order)) ?? null;
    const sharesCores = this.#queue.slots > 1;
    const workerData: WorkerOrder = { ...run.order, engineBefore, threads, sharesCores };
    const worker = new Worker(this.#options.workerEntry, { workerData });
    run.worker = worker;
    worker.on('message', (message: WorkerMessage) => this.#hear(runId, run, message));
    // "error" may overtake the last messages; "exit" comes after them.
    worker.on('error', (error) => (run.fault = reasonOf(error)));
    worker.on('messageerror', (error) => (run.fault = reasonOf(error)));
    worker.on('exit', (code) => this.#buried(runId, run, code));
  }

  #hear(runId: string, run: ServiceRun, message: WorkerMessage): void {
    if (message.type === 'events') return this.#passOn(runId, run, message.events);
    run.step = message.point.step;
    return this.#options.post({ type: 'restored', runId, point: message.point });
  }

  #passOn(runId: string, run: ServiceRun, events: readonly TrainingEvent[]): void {
    const newest = events.at(-1);
    if (newest === undefined) return;
    run.step = Math.max(run.step, newest.step); // a checkpoint is told of later than it was taken
    run.concluded ||= events.some(endsRun);
    for (const event of events) {
      if (event.type === 'started') this.#picked.set(engineChoice(run.order), event.engine.id);
    }
    this.#options.post({ type: 'events', runId, events });
    if (this.#held.length > 0) this.#advance();
  }

  #buried(runId: string, run: ServiceRun, code: number): void {
    if (!run.concluded) {
      const reason = run.fault ?? `its worker thread ended with code ${code}`;
      const error = { code: 'training/failed', details: { reason } } as const;
      this.#passOn(runId, run, [{ type: 'failed', step: run.step, error }]);
    }
    this.#queue.remove(runId);
    this.#end(runId);
    this.#advance();
  }

  #end(runId: string): void {
    this.#runs.delete(runId);
    this.#options.post({ type: 'ended', runId });
  }

  #refuse(requestId: number | null, reason: string): void {
    this.#options.post({ type: 'refused', requestId, reason });
  }
}

function engineChoice(order: RunOrder): string {
  return JSON.stringify(order.spec['engine'] ?? null);
}
