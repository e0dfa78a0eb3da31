/**
 * What a net makes of strings of text: how often it says which character comes next, at every place of a string, once with
 * the real characters before it (teacher-forced) and once with its own (self-generated); and strings it writes. Always the
 * same strings and the same draws, so that moments of a run can be compared. Taking it changes nothing.
 *
 * Legend: n strings, L their characters, W of a window, S symbols, P = L - W places that have a prediction.
 */

import { assertDefined } from '../../../src-shared/base/assert.ts';
import { randomStream } from '../../../src-shared/base/random.ts';
import type { Dataset, Split, TextFacts } from '../dataset/dataset.ts';
import type { Engine, EngineTensors, Program } from '../engine/engine.ts';
import { imageValues, softmaxReadout } from '../net/net.ts';
import type { Recipe } from '../net/recipe.ts';
import { parameterShapes } from '../net/parameters.ts';
import { nextCharacters } from '../negatives/self-written.ts';
import { ProgramRunner } from './program-runner.ts';
import type { Numbers } from './program-runner.ts';
import { quantize } from './snapshots.ts';
import type { Snapshot } from './snapshots.ts';

/** Strings that are gone through, and of them those that are shown. */
const mostStrings = 25;
const mostShown = 4;
const writingSeed = 0;

export interface TextReport {
  readonly values: Readonly<Record<string, number>>;
  readonly snapshots: readonly Snapshot[];
}

/** Null where the dataset is no text of strings, or the net has no softmax to say what comes next. */
export function writtenText(engine: Engine, recipe: Recipe, dataset: Dataset): WrittenText | null {
  const { text, image } = dataset;
  const whole = text !== undefined && text.perString > 1 && image.symbols?.length === recipe.classes;
  return whole && softmaxReadout(recipe) !== null ? new WrittenText(engine, recipe, dataset, text) : null;
}

export class WrittenText {
  readonly #recipe: Recipe;
  readonly #dataset: Dataset;
  readonly #text: TextFacts;
  readonly #programs: ProgramRunner;
  /** [n][L], codes of symbols. */
  readonly #real: readonly Uint8Array[];

  constructor(engine: Engine, recipe: Recipe, dataset: Dataset, text: TextFacts) {
    this.#recipe = recipe;
    this.#dataset = dataset;
    this.#text = text;
    this.#programs = new ProgramRunner(engine);
    this.#real = stringsIn(this.#split, dataset, text).slice(0, mostStrings);
  }

  /** What stays the same: "text/real" [n, L], codes of symbols. */
  first(): Snapshot[] {
    return [codesNamed('text/real', this.#real.slice(0, mostShown))];
  }

  /**
   * Of a net's state now: values "text/accuracy/teacher-forced", "text/accuracy/self-generated" and "text/accuracy/commonest"
   * (of saying the commonest symbol of the training set, whatever comes before); snapshots "text/likely" and "text/drawn"
   * [n, L], begun by W real characters, and "text/accuracy" [3, P]: the same three accuracies by place.
   */
  async take(state: EngineTensors): Promise<TextReport> {
    const forced = await this.#teacherForced(state);
    const shown = this.#real.slice(0, mostShown);
    const random = randomStream(writingSeed, 'measure/written');
    // All at once: first those that go on by the most likely character, then those that draw it.
    const written = await this.#write([...this.#real, ...shown], state, (string, probabilities) =>
      string < this.#real.length ? mostLikely(probabilities) : drawnFrom(probabilities, random.uniform()),
    );
    const likely = written.slice(0, this.#real.length);
    const drawn = written.slice(this.#real.length);
    const { window } = this.#text;
    const real = this.#real.map((each) => each.subarray(window));
    const commonest = commonestOf(this.#dataset.splits.train);
    const teacher = accuracyByPlace(forced, real);
    const own = accuracyByPlace(
      likely.map((each) => each.subarray(window)),
      real,
    );
    const always = accuracyByPlace(
      real.map((each) => each.map(() => commonest)),
      real,
    );
    return {
      values: {
        'text/accuracy/teacher-forced': meanOf(teacher),
        'text/accuracy/self-generated': meanOf(own),
        'text/accuracy/commonest': meanOf(always),
      },
      snapshots: [
        codesNamed('text/likely', likely.slice(0, mostShown)),
        codesNamed('text/drawn', drawn),
        {
          name: 'text/accuracy',
          shape: [3, teacher.length],
          ...quantize(Float64Array.from([...teacher, ...own, ...always]), 'from lowest'),
        },
      ],
    };
  }

  dispose(): Promise<void> {
    return this.#programs.dispose();
  }

  get #split(): Split {
    const { validation, test, train } = this.#dataset.splits;
    return [validation, test].find(({ count }) => count > 0) ?? train;
  }

  /** The most likely character at every place of every string, [n][P], the real ones before it. */
  async #teacherForced(state: EngineTensors): Promise<Uint8Array[]> {
    const { window } = this.#text;
    const said: Uint8Array[] = [];
    for (const string of this.#real) {
      const windows = Array.from({ length: string.length - window }, (_, place) =>
        string.subarray(place, place + window),
      );
      const rows = await this.#predict(windows, state);
      said.push(Uint8Array.from(windows, (_, place) => mostLikely(rows(place))));
    }
    return said;
  }

  /** Strings of the length of these, begun by their first W characters, each further one chosen from what the net expects. */
  async #write(
    begun: readonly Uint8Array[],
    state: EngineTensors,
    choose: (string: number, probabilities: Numbers) => number,
  ): Promise<Uint8Array[]> {
    const { window } = this.#text;
    const written = begun.map((string) => Uint8Array.from(string).fill(0, window));
    for (let place = window; place < (written[0]?.length ?? 0); place += 1) {
      const rows = await this.#predict(
        written.map((string) => string.subarray(place - window, place)),
        state,
      );
      written.forEach((string, at) => (string[place] = choose(at, rows(at))));
    }
    return written;
  }

  /** By window, the probability of every symbol coming next, [S]. */
  async #predict(windows: readonly Uint8Array[], state: EngineTensors): Promise<(window: number) => Numbers> {
    const { classes } = this.#recipe;
    const values = imageValues(this.#recipe);
    const image = new Float32Array(windows.length * values);
    windows.forEach((codes, row) => {
      // The window stands at the end of its image, behind what a label takes of it.
      const begin = (row + 1) * values - codes.length * classes;
      codes.forEach((code, place) => (image[begin + place * classes + code] = 1));
    });
    const outputs = await this.#programs.run(nextProgram(this.#recipe, windows.length), state, { image });
    const all = assertDefined(outputs['probabilities'], 'probabilities');
    return (window) => all.subarray(window * classes, (window + 1) * classes);
  }
}

/** Outputs: "probabilities" [n, S], of the character after each of n windows. */
function nextProgram(recipe: Recipe, windows: number): Program {
  return {
    name: `characters after ${windows} windows`,
    inputs: { ...parameterShapes(recipe), image: [windows, imageValues(recipe)] },
    build: (ops, tensors) => ({
      probabilities: nextCharacters(ops, recipe, tensors, assertDefined(tensors['image'], 'image')),
    }),
  };
}

/** The strings that windows were cut from, [strings][L]. */
function stringsIn(
  { count, pixels, labels }: Split,
  { inputSize, image: { width } }: Dataset,
  { window, perString }: TextFacts,
): Uint8Array[] {
  return Array.from({ length: Math.floor(count / perString) }, (_, string) => {
    const first = string * perString;
    const codes = Array.from({ length: window }, (_row, place) => {
      const from = first * inputSize + (place + 1) * width;
      return pixels.subarray(from, from + width).indexOf(255);
    });
    return Uint8Array.from([...codes, ...labels.subarray(first, first + perString)]);
  });
}

function codesNamed(name: string, strings: readonly Uint8Array[]): Snapshot {
  const length = strings[0]?.length ?? 0;
  const bytes = new Uint8Array(strings.length * length);
  strings.forEach((codes, row) => bytes.set(codes, row * length));
  return { name, shape: [strings.length, length], low: 0, high: 255, bytes };
}

/** Place by place, the fraction of strings [n][P] that say what the real ones say. */
export function accuracyByPlace(said: readonly Uint8Array[], real: readonly Uint8Array[]): number[] {
  return Array.from({ length: real[0]?.length ?? 0 }, (_, place) => {
    const right = real.filter((string, at) => said[at]?.[place] === string[place]).length;
    return right / real.length;
  });
}

/** The first of the largest. */
function mostLikely(probabilities: Numbers): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

/** Where a number in [0, 1) falls in the cumulated probabilities. */
export function drawnFrom(probabilities: Numbers, uniform: number): number {
  let reached = 0;
  for (let symbol = 0; symbol < probabilities.length - 1; symbol += 1) {
    reached += probabilities[symbol] as number;
    if (uniform < reached) return symbol;
  }
  return probabilities.length - 1;
}

/** The label that occurs most often, the first of several. */
function commonestOf({ labels }: Split): number {
  const counts = new Uint32Array(256);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  return counts.indexOf(Math.max(...counts));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
