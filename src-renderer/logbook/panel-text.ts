/**
 * A panel of a page as people can write it: lines of "key: value" in a fenced block named `ffwb-panel`. Read and printed
 * here, one the reverse of the other. Values are plain words; what plain words cannot say is JSON: "a \"name\"", ["a,b"].
 */

import { z } from 'zod';

export const panelLanguage = 'ffwb-panel';
export const panelKinds = ['curve', 'table', 'heatmap', 'claim'] as const;
export type PanelKind = (typeof panelKinds)[number];

const line = z.string().min(1).max(400);
const runs = (most: number) => z.array(line).min(1, 'name a run').max(most, `at most ${most} runs`);
const numberIn = (low: number, high: number) =>
  z
    .string()
    .transform((text) => (text.trim() === '' ? Number.NaN : Number(text)))
    .refine((value) => value >= low && value <= high, `a number from ${low} to ${high}`);
const step = z
  .string()
  .transform((text) => (text === 'last' ? ('last' as const) : Number(text)))
  .refine((value) => value === 'last' || (Number.isSafeInteger(value) && value >= 0), 'a step, or "last"');
const frozen = z
  .string()
  .regex(/^\S+ [a-z0-9]{1,20}$/, 'a date and the name of what is held')
  .transform((text) => {
    const [at = '', key = ''] = text.split(' ');
    return { at, key };
  })
  .refine(({ at }) => !Number.isNaN(Date.parse(at)), 'a date and the name of what is held');

const shared = {
  title: line.optional(),
  /** When it was frozen, and under which name the page holds what it showed then. Not there: it follows the store. */
  frozen: frozen.optional(),
};

const panelSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('curve'),
    ...shared,
    runs: runs(50),
    metric: line,
    axis: z.enum(['step', 'epoch', 'time']).default('step'),
    smoothing: numberIn(0, 0.9999).default(0),
    scale: z.enum(['linear', 'log']).default('linear'),
  }),
  z.strictObject({
    kind: z.literal('table'),
    ...shared,
    runs: runs(200),
    columns: z.array(line).min(1).max(30),
  }),
  z.strictObject({
    kind: z.literal('heatmap'),
    ...shared,
    run: line,
    layer: line,
    step: step.default('last'),
  }),
  z.strictObject({ kind: z.literal('claim'), ...shared, runs: runs(200), preset: line.optional() }),
]);

export type LogbookPanel = z.output<typeof panelSchema>;
export type PanelOf<K extends PanelKind> = Extract<LogbookPanel, { kind: K }>;

export type ParsedPanel =
  | { readonly panel: LogbookPanel; readonly problem: null }
  | { readonly panel: null; readonly problem: string };

const lists = new Set(['runs', 'columns']);

/** `problem`: why it is no panel, in words. */
export function parsePanel(text: string): ParsedPanel {
  const found: Record<string, string | string[]> = {};
  for (const [at, each] of text.split('\n').entries()) {
    if (each.trim() === '') continue;
    const [, key, value] = /^\s*([a-z]+)\s*:(.*)$/s.exec(each) ?? [];
    const problem = (why: string): ParsedPanel => ({ panel: null, problem: `Line ${at + 1}: ${why}.` });
    if (key === undefined || value === undefined) return problem('a line is "name: value"');
    if (Object.hasOwn(found, key)) return problem(`"${key}" is there twice`);
    const parsed = parseValue(value.trim(), lists.has(key));
    if (parsed === null) return problem(`what stands after "${key}:" is neither plain words nor JSON`);
    found[key] = parsed;
  }
  const parsed = panelSchema.safeParse(found);
  if (parsed.success) return { panel: parsed.data, problem: null };
  return { panel: null, problem: `${parsed.error.issues.map(sayIssue).join('; ')}.` };
}

/** null: it begins like JSON and is none of what is asked for. */
function parseValue(text: string, isList: boolean): string | string[] | null {
  if (!isList) return text.startsWith('"') ? parseJson(text, z.string()) : text;
  if (text.startsWith('[')) return parseJson(text, z.array(z.string()));
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function parseJson<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null; // said by whoever knows the line
  }
}

function sayIssue({ path, message, code }: z.core.$ZodIssue): string {
  const where = path.length === 0 ? '' : `${String(path[0])}: `;
  if (path[0] === 'kind') return `kind: one of ${panelKinds.join(', ')}`;
  return code === 'invalid_type' ? `${where}is missing` : `${where}${message}`;
}

export function printPanel(panel: LogbookPanel): string {
  const { kind, title, frozen: held } = panel;
  const lines = [`kind: ${kind}`];
  const say = (key: string, value: string | readonly string[] | undefined, usual?: string): void => {
    if (value !== undefined && value !== usual) lines.push(`${key}: ${printValue(value)}`);
  };
  say('title', title);
  switch (panel.kind) {
    case 'curve':
      say('runs', panel.runs);
      say('metric', panel.metric);
      say('axis', panel.axis, 'step');
      say('smoothing', String(panel.smoothing), '0');
      say('scale', panel.scale, 'linear');
      break;
    case 'table':
      say('runs', panel.runs);
      say('columns', panel.columns);
      break;
    case 'heatmap':
      say('run', panel.run);
      say('layer', panel.layer);
      say('step', String(panel.step), 'last');
      break;
    case 'claim':
      say('runs', panel.runs);
      say('preset', panel.preset);
      break;
  }
  if (held !== undefined) lines.push(`frozen: ${held.at} ${held.key}`);
  return lines.join('\n');
}

/** Whether a text comes back as it is when it stands in a line by itself. */
const isPlain = (text: string): boolean => text === text.trim() && text !== '' && !/^["[]|\p{Cc}/u.test(text);

function printValue(value: string | readonly string[]): string {
  if (typeof value === 'string') return isPlain(value) ? value : JSON.stringify(value);
  return value.every((item) => isPlain(item) && !item.includes(','))
    ? value.join(', ')
    : JSON.stringify(value);
}

/** As it stands in a page. */
export function panelBlock(panel: LogbookPanel): string {
  return `\`\`\`${panelLanguage}\n${printPanel(panel)}\n\`\`\``;
}
