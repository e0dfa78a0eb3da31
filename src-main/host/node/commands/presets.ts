/** `ffwb presets`: the experiments that come with the program. */

import type { Command } from 'commander';

import type { SplitErrors } from '../../../../src-shared/events/training-event.ts';
import { describePresets } from '../../../service/preset-views.ts';
import type { PresetInfo } from '../../../service/preset-views.ts';
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

function describeErrors(errors: SplitErrors): string {
  const parts = Object.entries(errors).map(([name, error]) => `${formatFraction(error)} by ${name}`);
  return `error ${parts.join(', ')}`;
}
