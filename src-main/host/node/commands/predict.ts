/** `ffwb predict`: what the read-outs of a trained net answer to pictures of the user's own. */

import { readFile } from 'node:fs/promises';

import type { Command } from 'commander';

import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import type { ImageInspection } from '../../../../src-shared/views/inspection-view.ts';
import { nodeEntries, spawnNode } from '../../../child/spawn-node.ts';
import { inspectRun } from '../../../service/inspect-run.ts';
import type { AskAboutRun } from '../../../service/inspect-run.ts';
import { chooseDataFolder } from '../../data-folder-choice.ts';
import { givenPath } from '../../given-paths.ts';
import { programVersion } from '../program-version.ts';
import { readRuns } from '../run-reader.ts';
import { formatTable, indented } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addDataFolderOption, addJsonOption, wholeNumber } from './command.ts';
import type { SharedOptions } from './command.ts';

interface PredictOptions extends SharedOptions {
  readonly step?: number;
  readonly invert?: boolean;
}

/** What is told of one picture. */
interface Prediction {
  /** As it was given. */
  readonly file: string;
  /** In words, how it was made an image of the dataset, and what may be wrong with it. */
  readonly notes: readonly string[];
  readonly step: number;
  readonly answers: readonly {
    readonly readout: string;
    readonly answer: string;
    /** By class: goodness, or a linear read-out's probability. */
    readonly scores: readonly { readonly class: string; readonly score: number }[];
  }[];
}

/** More classes than this do not fit beside each other; the best ones are shown. */
const mostColumns = 12;
const bestShown = 5;
/** Of a name in a question to the inspection process. */
const longestName = 1000;

export function definePredict(command: Command, terminal: Terminal): void {
  command
    .argument('<run>', 'its identifier, or a piece of it that no other run has')
    .argument('<image...>', 'PNG or JPEG files; each is scaled to what the net sees')
    .option('--step <n>', 'the net as of the checkpoint of this step (default: the newest)', wholeNumber(0))
    .option('--invert', 'makes dark on light light on dark');
  addJsonOption(addDataFolderOption(command)).action(
    async (name: string, files: readonly string[], options: PredictOptions) => {
      const dataFolder = chooseDataFolder(options.dataDir);
      const run = await readRuns(dataFolder, (reader) => reader.getRun(name));
      const pictures = await Promise.all(files.map(readPicture));
      const process = { spawn: spawnNode(nodeEntries.inspection), dataFolder, version: programVersion() };
      const images = await inspectRun(process, run, async (ask) => {
        const predictions: Prediction[] = [];
        for (const picture of pictures)
          predictions.push(
            await predict(ask, { run: run.runId, step: options.step ?? null }, picture, options),
          );
        return predictions;
      });
      terminal.answer({ runId: run.runId, images }, () => images.map(described).join('\n\n'));
    },
  );
}

interface NamedPicture {
  readonly name: string;
  readonly file: Uint8Array<ArrayBuffer>;
}

/** Error: input/invalid. */
async function readPicture(name: string): Promise<NamedPicture> {
  try {
    return { name: name.slice(-longestName), file: new Uint8Array(await readFile(givenPath(name))) };
  } catch (thrown) {
    const problem = `${name} cannot be read: ${reasonOf(thrown)}`;
    const remedy = 'Check that it is a file and that you may read it.';
    throw new WorkbenchError('input/invalid', { problem, remedy }, { cause: thrown });
  }
}

async function predict(
  ask: AskAboutRun,
  checkpoint: { readonly run: string; readonly step: number | null },
  picture: NamedPicture,
  { invert = false }: PredictOptions,
): Promise<Prediction> {
  const { pixels, notes } = await ask('inspect/picture', { ...checkpoint, ...picture, inverted: invert });
  const labels = { positiveLabel: null, negativeLabel: null };
  const found = await ask('inspect/image', { ...checkpoint, image: { pixels: pixels.slice() }, ...labels });
  const said = [...notes, ...noteOnCandidates(found)];
  return { file: picture.name, notes: said, step: found.at.step, answers: answersOf(found) };
}

/** Why an answer by goodness need not have the highest score. */
function noteOnCandidates({ candidates, classNames }: ImageInspection): string[] {
  if (candidates === null) return [];
  const names = candidates.map((label) => classNames[label] ?? String(label)).join(', ');
  return [`Answers by goodness are looked for among ${names}, the most probable labels by softmax.`];
}

function answersOf({ answers, classNames }: ImageInspection): Prediction['answers'] {
  const nameOf = (label: number): string => classNames[label] ?? String(label);
  return answers.map(({ readout, answer, scores }) => ({
    readout,
    answer: nameOf(answer),
    scores: Array.from(scores, (score, label) => ({ class: nameOf(label), score })),
  }));
}

function described({ file, notes, answers }: Prediction): string {
  const classes = answers[0]?.scores.map((each) => each.class) ?? [];
  const isWide = classes.length > mostColumns;
  const columns = [
    { title: 'read-out' },
    { title: 'answer' },
    ...(isWide ? [{ title: 'highest scores' }] : classes.map((title) => ({ title, right: true }))),
  ];
  const rows = answers.map(({ readout, answer, scores }) => {
    const best = scores
      .toSorted((a, b) => b.score - a.score)
      .slice(0, bestShown)
      .map((each) => `${each.class} ${short(each.score)}`);
    return [readout, answer, ...(isWide ? [best.join(', ')] : scores.map(({ score }) => short(score)))];
  });
  return [file, indented([...notes, formatTable(columns, rows)].join('\n'))].join('\n');
}

/** Four digits that count; a probability below 0.0001 is as good as none. */
function short(score: number): string {
  return Math.abs(score) < 1e-4 ? '0' : String(Number(score.toPrecision(4)));
}
