/** Which of the program's remarks about a draft belong beside which setting. */

import type { SpecProblem } from '../../src-shared/views/workbench-view.ts';
import { pathText } from './draft.ts';
import type { Path } from './draft.ts';

/** About this very setting; a remark about its "kind" is about the choice itself. */
export function problemsAt(problems: readonly SpecProblem[], path: Path): SpecProblem[] {
  const place = pathText(path);
  return problems.filter(({ settings }) =>
    settings.some((setting) => setting === place || setting === `${place}.kind`),
  );
}

/** About this setting or anything in it. */
export function problemsWithin(problems: readonly SpecProblem[], path: Path): SpecProblem[] {
  const place = pathText(path);
  return problems.filter(({ settings }) =>
    settings.some((setting) => setting === place || setting.startsWith(`${place}.`)),
  );
}

/** The problem and what to do about it, as one text. */
export function problemText({ message, remedy }: SpecProblem): string {
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  const ended = /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
  return remedy === '' ? ended : `${ended} ${remedy}`;
}
