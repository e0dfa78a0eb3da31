/**
 * What Slurm's commands print, read. Versions and sites differ, so only what is asked for by name is relied on; a state
 * nobody here knows is "unknown" and never taken for an end. Pure.
 */

/** What became of a task, as far as Slurm tells. */
export type TaskState =
  | 'waiting'
  | 'running'
  | 'preempted'
  | 'done'
  | 'cancelled'
  | 'out-of-time'
  | 'out-of-memory'
  | 'node-failed'
  | 'failed'
  | 'unknown';

const states: Readonly<Record<string, TaskState>> = {
  PENDING: 'waiting',
  CONFIGURING: 'waiting',
  REQUEUED: 'waiting',
  REQUEUE_FED: 'waiting',
  REQUEUE_HOLD: 'waiting',
  RESV_DEL_HOLD: 'waiting',
  SPECIAL_EXIT: 'waiting',
  RUNNING: 'running',
  COMPLETING: 'running',
  RESIZING: 'running',
  SIGNALING: 'running',
  STAGE_OUT: 'running',
  STOPPED: 'running',
  SUSPENDED: 'running',
  PREEMPTED: 'preempted',
  COMPLETED: 'done',
  CANCELLED: 'cancelled',
  TIMEOUT: 'out-of-time',
  DEADLINE: 'out-of-time',
  OUT_OF_MEMORY: 'out-of-memory',
  NODE_FAIL: 'node-failed',
  BOOT_FAIL: 'node-failed',
  FAILED: 'failed',
};

/** Only the first word counts: "CANCELLED by 1000", "CANCELLED+". */
export function stateOf(text: string): TaskState {
  const [word = ''] = /^[A-Za-z_]+/.exec(text.trim()) ?? [];
  const name = word.toUpperCase();
  return Object.hasOwn(states, name) ? (states[name] ?? 'unknown') : 'unknown';
}

/** Of one task of an array job. */
export interface TaskReport {
  /** The array's own id. */
  readonly job: string;
  /** The task's number in the array; null: the whole job. */
  readonly task: number | null;
  readonly state: TaskState;
  /** Why it waits, in Slurm's words; empty where it does not say. */
  readonly reason: string;
  /** The job's comment; empty where it has none or was not asked for. */
  readonly comment: string;
}

/** `squeue -h -r -o '%i|%T|%k|%r'`. */
export const queueFormat = '%i|%T|%k|%r';

export function parseQueue(text: string): TaskReport[] {
  return linesOf(text).flatMap((line) => {
    const [id = '', state = '', comment = '', ...reason] = line.split('|');
    return reportsOf(id, state, plain(comment), plain(reason.join('|')));
  });
}

/** `sacct -X -n -P -o jobid,state`. Of a task that ran more than once the last line counts. */
export const accountingFormat = 'jobid,state';

export function parseAccounting(text: string): TaskReport[] {
  const all = linesOf(text).flatMap((line) => {
    const [id = '', state = ''] = line.split('|');
    return reportsOf(id, state, '', '');
  });
  return [...new Map(all.map((report) => [`${report.job}_${report.task}`, report])).values()];
}

/** `scontrol show job -o <id>`: a line of "Name=value" for each task. */
export function parseShownJobs(text: string): TaskReport[] {
  return linesOf(text).flatMap((line) => {
    const field = (name: string): string => new RegExp(`(?:^|\\s)${name}=(\\S*)`).exec(line)?.[1] ?? '';
    const [job, task] = [field('ArrayJobId'), field('ArrayTaskId')];
    const id = job === '' ? field('JobId') : `${job}_${/^\d+$/.test(task) ? task : `[${task}]`}`;
    return reportsOf(id, field('JobState'), field('Comment'), plain(field('Reason')));
  });
}

/** `sbatch --parsable`: "123" or "123;cluster", after whatever else a site says. null: it said none. */
export function parseSubmitted(text: string): string | null {
  const found = linesOf(text)
    .map((line) => /^(\d+)(?:;[\w.-]+)?$/.exec(line)?.[1])
    .filter((id) => id !== undefined);
  return found.at(-1) ?? null;
}

/** `scontrol show config`: arrays hold numbers below it. null: it does not say. */
export function parseMaxArraySize(text: string): number | null {
  const found = /^\s*MaxArraySize\s*=\s*(\d+)/m.exec(text)?.[1];
  const size = found === undefined ? 0 : Number(found);
  return size >= 1 ? size : null;
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Slurm's words for nothing. */
function plain(text: string): string {
  const trimmed = text.trim();
  return ['', 'None', '(null)', 'N/A', 'Unknown'].includes(trimmed) ? '' : trimmed;
}

function reportsOf(id: string, state: string, comment: string, reason: string): TaskReport[] {
  const parsed = parseJobId(id);
  if (parsed === null) return [];
  const { job, tasks } = parsed;
  return (tasks ?? [null]).map((task) => ({ job, task, state: stateOf(state), comment, reason }));
}

/** As large as Slurm lets an array be. */
const mostTasks = 4_000_001;

/** "12", "12_3" or "12_[3-5,9%2]"; null: it is none of these. */
export function parseJobId(id: string): { readonly job: string; readonly tasks: number[] | null } | null {
  const found = /^(\d+)(?:_(\d+|\[[\d,:-]+(?:%\d+)?\]))?$/.exec(id.trim());
  const job = found?.[1];
  if (job === undefined) return null;
  const tasks = found?.[2];
  if (tasks === undefined) return { job, tasks: null };
  if (!tasks.startsWith('[')) return { job, tasks: [Number(tasks)] };
  const numbers = tasks
    .replace(/[[\]]|%\d+/g, '')
    .split(',')
    .flatMap(rangeOf);
  return numbers.length > 0 && numbers.length <= mostTasks ? { job, tasks: numbers } : null;
}

/** "3", "3-5" or "0-8:4". */
function rangeOf(text: string): number[] {
  const found = /^(\d{1,7})(?:-(\d{1,7})(?::(\d{1,7}))?)?$/.exec(text);
  if (found === null) return [];
  const [first, last, by] = [
    Number(found[1]),
    Number(found[2] ?? found[1]),
    Math.max(1, Number(found[3] ?? 1)),
  ];
  const count = last < first ? 0 : Math.floor((last - first) / by) + 1;
  return Array.from({ length: count }, (_, at) => first + at * by);
}
