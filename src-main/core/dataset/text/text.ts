/**
 * Plain text as examples of "which character comes next". Aesop's Fables come with the workbench; a text that a user added
 * is kept as it was given, in a folder of its own below the dataset folder, and is named by it.
 */

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { z } from 'zod';

import { WorkbenchError, reasonOf } from '../../../../src-shared/base/errors.ts';
import { definePart, parameter } from '../../../../src-shared/spec/part.ts';
import type { PartChoice } from '../../../../src-shared/spec/part.ts';
import { addedName } from '../dataset.ts';
import type { DatasetSources, ExamplePool } from '../dataset.ts';
import { describePool } from '../description.ts';
import type { DatasetDescription, DescribedDatasetPart } from '../description.ts';
import { mostValues, refused } from '../formats/format.ts';
import { orAbsent } from '../or-absent.ts';
import { shippedFile } from '../shipped-file.ts';
import { poolLoader } from '../splits.ts';
import { alphabetKinds, encodeText, nameOfSymbol, wordLeftOut } from './alphabet.ts';
import type { EncodedText } from './alphabet.ts';
import { stringsOf, windowsOf } from './strings.ts';

/** In the folder of an added text. */
export const textFile = 'text.txt';
const shipped = { name: 'aesop', file: 'aesop-townsend.txt', label: "Aesop's Fables" };
/** Of an added text: what is taken of a long one unless the user says more. */
const mostStrings = 2000;
const leastStrings = 3;
/** Below this share of characters that have a symbol a text is not English, and gets symbols of its own. */
const englishShare = 0.9;
/** Below this share nothing is left to learn from. */
const leastShare = 0.5;

const strings = (label: string, usual: number, least: number, help: string) =>
  parameter(z.int().min(least).max(1_000_000).default(usual), { label, unit: 'strings', help });

const parameters = z.object({
  name: parameter(
    z.string().trim().regex(addedName, 'it is no name of an added text').default(shipped.name),
    {
      label: 'Text',
      help: 'The name an added text was given; "aesop" for Aesop\'s Fables, which come with the workbench.',
    },
  ),
  alphabet: parameter(z.enum(alphabetKinds).default('english'), {
    label: 'Alphabet',
    help: '"english": 26 letters, space, comma, semicolon and full stop. "commonest": the thirty commonest characters of the text. Others are left out.',
  }),
  length: parameter(z.int().min(2).max(10_000).default(100), {
    label: 'String length',
    unit: 'characters',
    help: 'The text is cut into strings of this length; splits take whole strings.',
  }),
  window: parameter(z.int().min(1).max(200).default(10), {
    label: 'Window',
    unit: 'characters',
    help: 'So many characters are shown; the next one is the class.',
  }),
  trainStrings: strings('Train strings', 181, 1, 'The first so many, in an order drawn once and for all.'),
  validationStrings: strings('Validation strings', 25, 0, 'The next so many; never trained on. 0 for none.'),
  testStrings: strings('Test strings', 25, 0, 'The last so many. 0 for none.'),
});
type TextParameters = z.output<typeof parameters>;

const part = definePart({
  kind: 'text',
  label: 'Plain text',
  help: "A window of characters, and the one that comes next as its class. Aesop's Fables come with the workbench.",
  source:
    'Hinton 2022, first draft of the Forward-Forward algorithm: strings of 100, windows of 10, 30 symbols',
  parameters,
  create: (chosen) => {
    const { length, window, trainStrings, validationStrings, testStrings } = chosen;
    if (window >= length) {
      const problems = `dataset: strings of ${length} characters are no longer than a window of ${window}, so that nothing comes after it`;
      throw new WorkbenchError('spec/invalid', { problems });
    }
    const each = length - window;
    return poolLoader('text', chosen, async (sources) => (await readText(chosen, sources)).pool, {
      trainExamples: trainStrings * each,
      validationExamples: validationStrings * each,
      testExamples: testStrings * each,
      pixelMean: 0,
      pixelDeviation: 1,
    });
  },
});

export const text: DescribedDatasetPart = {
  ...part,
  describe: (sources) =>
    describePool({ kind: part.kind, label: `${part.label}: ${shipped.label}` }, sources.folder, () =>
      readText(parameters.parse({}), sources),
    ),
};

/** A text that was added, by its folder's name, and how an experiment names it; null where the folder holds none. */
export async function describeText(
  name: string,
  sources: DatasetSources,
): Promise<(DatasetDescription & { readonly choice: PartChoice }) | null> {
  const where = join(sources.folder, name);
  const found = await orAbsent<string | null>(join(where, textFile), null, (file) => readFile(file, 'utf8'));
  if (found === null) return null;
  let choice: PartChoice = { kind: part.kind, name };
  const described = await describePool({ kind: part.kind, label: name }, where, async () => {
    choice = choiceFor(name, found);
    return readText(parameters.parse(choice), sources);
  });
  return { ...described, choice };
}

/** The alphabet that goes with a text, and how its strings are shared out: a tenth for validation, a tenth for testing. */
function choiceFor(name: string, found: string): PartChoice {
  const english = encodeText(found, 'english');
  const alphabet = shareKept(english) >= englishShare ? 'english' : 'commonest';
  const encoded = alphabet === 'english' ? english : encodeText(found, alphabet);
  const { length } = parameters.parse({});
  const count = Math.min(mostStrings, Math.floor(encoded.codes.length / length));
  if (count < leastStrings)
    throw refused(
      `The text ${name} holds ${encoded.codes.length} characters that have a symbol, and at least ${leastStrings} strings of ${length} are needed`,
      'Take a longer text.',
    );
  const apart = Math.max(1, Math.floor(count / 10));
  return {
    ...{ kind: part.kind, name, alphabet },
    ...{ trainStrings: count - 2 * apart, validationStrings: apart, testStrings: apart },
  };
}

function shareKept({ leftOut, characters }: EncodedText): number {
  return 1 - leftOut.reduce((total, [, count]) => total + count, 0) / Math.max(1, characters);
}

/** Errors: dataset/missing, dataset/unreadable, dataset/refused. */
async function readText(
  chosen: TextParameters,
  sources: DatasetSources,
): Promise<{ where: string; pool: ExamplePool; readFrom: string }> {
  const { name, alphabet, length, window, trainStrings, validationStrings, testStrings } = chosen;
  const { where, whole } = await findText(name, sources);
  const encoded = encodeText(whole, alphabet);
  const label = name === shipped.name ? shipped.label : name;
  if (shareKept(encoded) < leastShare)
    throw refused(
      `The alphabet "${alphabet}" lacks most of what ${label} is written with: ${wordLeftOut(encoded)}`,
      'Take the alphabet "commonest".',
    );
  const { symbols, codes } = encoded;
  const all = stringsOf(codes, length);
  const asked = trainStrings + validationStrings + testStrings;
  if (asked > all.length)
    throw refused(
      `${label} has ${codes.length} characters, which are ${all.length} strings of ${length}, and the experiment asks for ${asked}`,
      'Ask for fewer or shorter strings.',
    );
  if (asked * (length - window) * (window + 1) * symbols.length > mostValues)
    throw refused(`${asked} strings of ${label} do not fit the memory`, 'Ask for fewer strings.');
  // The test strings are the last of all, so that they stay the same whatever share is trained on.
  const trained = all.slice(0, trainStrings + validationStrings);
  const tested = all.slice(all.length - testStrings);
  return {
    where,
    pool: {
      name: label,
      classNames: symbols.map(nameOfSymbol),
      image: { height: window + 1, width: symbols.length, channels: 1, symbols },
      text: { window, perString: length - window },
      training: windowsOf(trained, window, symbols.length),
      test: windowsOf(tested, window, symbols.length),
    },
    readFrom: `${codes.length} characters of text, ${wordLeftOut(encoded)}`,
  };
}

/** Errors: dataset/missing, dataset/unreadable. */
async function findText(
  name: string,
  sources: DatasetSources,
): Promise<{ readonly where: string; readonly whole: string }> {
  const own = join(sources.folder, name, textFile);
  const file = name === shipped.name ? (shippedFile(shipped.file) ?? own) : own;
  try {
    return { where: dirname(file), whole: await readFile(file, 'utf8') };
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new WorkbenchError('dataset/unreadable', { file, reason: reasonOf(thrown) }, { cause: thrown });
    const remedy = `Add it: "ffwb datasets add ${name} ${name}.txt".`;
    throw new WorkbenchError('dataset/missing', { dataset: name, file, remedy }, { cause: thrown });
  }
}
