/**
 * Progress of training on stderr: bars with the time left on a screen, plain lines where the output is kept. Both are
 * fed by what trainers say, and neither is needed for anything else.
 */

import { MultiBar } from 'cli-progress';
import type { SingleBar } from 'cli-progress';

import type { ErrorReport, TrainingEvent } from '../../../../src-shared/events/training-event.ts';
import type { RunDetail } from '../../../../src-shared/views/run-view.ts';
import { describeErrors } from './run-text.ts';
import { formatDuration, formatNumber } from './quantities.ts';
import type { Terminal } from './terminal.ts';

export interface ProgressDisplay {
  /** Before anything is shown of a run. */
  introduce(run: RunDetail, company: Company): void;
  show(runId: string, events: readonly TrainingEvent[]): void;
  close(): void;
}

export interface Company {
  /** How many runs are shown. */
  readonly runs: number;
  /** The run is to stop there; null: it goes to its end. */
  readonly stopAfterEpochs: number | null;
}

export function createProgressDisplay(terminal: Terminal): ProgressDisplay {
  return terminal.screen === null ? new PlainLines(terminal) : new Bars(terminal, terminal.screen);
}

/** While nothing is evaluated, a line is written this often, in seconds of training. */
const linePeriod = 60;

/** What has been heard of one run. */
interface Heard {
  readonly label: string;
  /** True where the experiment leaves the device to the engine. */
  readonly isDeviceOpen: boolean;
  readonly stopAfterEpochs: number;
  epochs: number;
  stepsPerEpoch: number;
  totalSteps: number;
  secondsLeft: number | null;
  errors: ErrorReport | null;
  lastLine: number;
  /** True once a warning said why no GPU is used. */
  saidWhyNoGpu: boolean;
}

abstract class Listener implements ProgressDisplay {
  protected readonly terminal: Terminal;
  readonly #runs = new Map<string, Heard>();

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  introduce(run: RunDetail, { runs, stopAfterEpochs }: Company): void {
    const heard: Heard = {
      label: runs > 1 ? `${run.name}, seed ${run.seed}` : run.name,
      isDeviceOpen: run.spec.engine['device'] === 'auto',
      stopAfterEpochs: stopAfterEpochs ?? Infinity,
      epochs: 0,
      stepsPerEpoch: 1,
      totalSteps: 1,
      secondsLeft: null,
      errors: null,
      lastLine: 0,
      saidWhyNoGpu: false,
    };
    this.#runs.set(run.runId, heard);
  }

  show(runId: string, events: readonly TrainingEvent[]): void {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    for (const event of events) {
      if (event.type === 'warned') {
        run.saidWhyNoGpu ||= event.message.includes('GPU');
        this.terminal.warn(`${run.label}: ${event.message}`);
      }
      if (event.type === 'started') this.#started(runId, run, event);
      if (event.type === 'progressed') run.secondsLeft = event.secondsLeft;
      if (event.type === 'evaluated') run.errors = event.errors;
      this.update(runId, run, event);
    }
  }

  abstract close(): void;

  protected abstract update(runId: string, run: Heard, event: TrainingEvent): void;

  #started(runId: string, run: Heard, event: Extract<TrainingEvent, { type: 'started' }>): void {
    const { epochs, stepsPerEpoch, totalSteps, step, engine } = event;
    Object.assign(run, { epochs, stepsPerEpoch, totalSteps });
    const from = step === 0 ? '' : `, from step ${formatNumber(step)} on`;
    this.terminal.note(
      `${run.label}: run ${runId} trains on ${engine.id}, ${engine.device} (${engine.backend}); ` +
        `${formatNumber(epochs)} epochs of ${formatNumber(stepsPerEpoch)} steps${from}`,
    );
    const settledForCpu = run.isDeviceOpen && engine.device.startsWith('CPU') && engine.id !== 'reference';
    if (settledForCpu && !run.saidWhyNoGpu) {
      this.terminal.note(
        `No GPU that ${engine.id} can use was found, so it trains on the CPU. See: ffwb engines`,
      );
    }
  }
}

class PlainLines extends Listener {
  close(): void {}

  protected update(_: string, run: Heard, event: TrainingEvent): void {
    if (event.type !== 'evaluated' && event.type !== 'progressed') return;
    if (event.type === 'progressed' && event.trainSeconds - run.lastLine < linePeriod) return;
    run.lastLine = event.trainSeconds;
    const parts = [`${run.label}: epoch ${formatNumber(event.epoch)} of ${formatNumber(run.epochs)}`];
    if (event.type === 'evaluated')
      parts.push(`${describeErrors(event.errors)}${event.final ? ', on all examples' : ''}`);
    else parts.push(`step ${formatNumber(event.step)} of ${formatNumber(run.totalSteps)}`);
    parts.push(formatDuration(event.trainSeconds));
    if (run.secondsLeft !== null) parts.push(`${formatDuration(run.secondsLeft)} left`);
    this.terminal.note(parts.join(' | '));
  }
}

const barFormat = '{label} {bar} {percentage} % | epoch {epoch}/{epochs} | {left} left | {activity}{errors}';

class Bars extends Listener {
  readonly #bars: MultiBar;
  readonly #byRun = new Map<string, SingleBar>();

  constructor(terminal: Terminal, screen: NodeJS.WriteStream) {
    super(terminal);
    this.#bars = new MultiBar({
      stream: screen,
      format: barFormat,
      barCompleteChar: '\u2588',
      barIncompleteChar: '\u2591',
      barsize: 24,
      hideCursor: true,
      emptyOnZero: true,
      gracefulExit: false,
      autopadding: true,
    });
  }

  close(): void {
    this.terminal.divertLines(null);
    if (this.#byRun.size > 0) this.#bars.stop();
    this.#byRun.clear();
  }

  protected update(runId: string, run: Heard, event: TrainingEvent): void {
    const bar = this.#byRun.get(runId);
    if (event.type === 'started' && bar === undefined) {
      const payload = { label: run.label, epoch: 0, epochs: run.epochs, left: '-', activity: '', errors: '' };
      const goal = Math.min(run.totalSteps, run.stopAfterEpochs * run.stepsPerEpoch);
      this.#byRun.set(runId, this.#bars.create(goal, event.step, payload));
      this.terminal.divertLines((line) => this.#bars.log(`${line}\n`));
    }
    if (bar === undefined || !('epoch' in event)) return;
    const errors = run.errors === null ? '' : describeErrors(run.errors);
    const activity = event.type === 'progressed' && event.activity !== 'training' ? `${event.activity} ` : '';
    bar.update(event.step, {
      epoch: Math.floor(event.epoch),
      left: formatDuration(run.secondsLeft),
      activity,
      errors,
    });
  }
}
