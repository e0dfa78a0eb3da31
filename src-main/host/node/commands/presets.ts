/** `ffwb presets`: the experiments that come with the program. */

import type { Command } from 'commander';

import { describePresets } from '../../../service/presets.ts';
import type { PresetInfo, PublishedErrors } from '../../../service/presets.ts';
import { formatFraction } from '../terminal/quantities.ts';
import { indented } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addJsonOption } from './command.ts';

export function definePresets(command: Command, terminal: Terminal): void {
  addJsonOption(command).action(() => {
    const presets = describePresets();
    terminal.answer(presets, () => presets.map(describePreset).join('\n'));
  });
}

function describePreset({ name, description, published }: PresetInfo): string {
  const lines = [name, indented(description)];
  if (published !== null) {
    const { train, test, source } = published;
    const parts = [
      ...(train === null ? [] : [`train ${describeErrors(train)}`]),
      `test ${describeErrors(test)}`,
    ];
    lines.push(indented(`published: ${parts.join('; ')} (${source})`));
  }
  return lines.filter((line) => line !== '').join('\n');
}

function describeErrors({ goodness, softmax }: PublishedErrors): string {
  const parts = [
    ...(goodness === null ? [] : [`${formatFraction(goodness)} by goodness`]),
    ...(softmax === null ? [] : [`${formatFraction(softmax)} by softmax`]),
  ];
  return `error ${parts.join(', ')}`;
}
