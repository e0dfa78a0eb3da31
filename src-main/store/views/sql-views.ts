/**
 * The views that `ffwb sql` answers from: a contract. Names and meanings of a version stay as they are whatever becomes of
 * the tables below; a change that breaks a question is a new version beside the old one. docs/sql.md is compared with
 * this list.
 */

/** What SQLite says of a value: INTEGER and REAL are numbers, JSON is text that holds a document. */
export type SqlType = 'TEXT' | 'INTEGER' | 'REAL' | 'JSON' | 'ANY';

export interface SqlColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly about: string;
}

export interface SqlView {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly SqlColumn[];
  /** The SELECT behind it, over tables of "main"; columns in the order above. */
  readonly select: string;
}

const column = (name: string, type: SqlType, about: string): SqlColumn => ({ name, type, about });
const run = column('run_id', 'TEXT', 'The run.');
const step = column('step', 'INTEGER', 'Training steps taken.');
const epoch = column('epoch', 'REAL', 'Passes through the training examples.');
const seconds = column(
  'train_seconds',
  'REAL',
  'Time spent training, in seconds; evaluations are not counted.',
);
const metric = column('metric', 'TEXT', 'As in the window and in the CSV export, such as `loss/softmax`.');

export const sqlViews: readonly SqlView[] = [
  {
    name: 'v1_runs',
    about: 'One row a run.',
    columns: [
      run,
      column('name', 'TEXT', 'As the user called it.'),
      column('preset', 'TEXT', 'The preset it was made from; NULL where it was none.'),
      column(
        'status',
        'TEXT',
        'queued, running, paused, completed, stopped, failed or interrupted, as recorded.',
      ),
      column('seed', 'INTEGER', 'Of all randomness.'),
      column('created_at', 'TEXT', 'ISO 8601, UTC.'),
      column('started_at', 'TEXT', 'NULL before.'),
      column('finished_at', 'TEXT', 'NULL before.'),
      column('epochs', 'REAL', 'How many it is to train; NULL before it has begun.'),
      epoch,
      column('total_steps', 'INTEGER', 'How many it is to take; NULL before it has begun.'),
      step,
      seconds,
      column('parameter_count', 'INTEGER', 'Trainable numbers in the net and its read-outs.'),
      column('engine', 'TEXT', 'What computes, such as onnx.'),
      column('device', 'TEXT', 'Such as "CPU, 2 threads".'),
      column('archived', 'INTEGER', '1 where it was put away, else 0.'),
      column('notes', 'TEXT', "The user's."),
      column('configuration_hash', 'TEXT', 'The same for runs that differ in nothing but seed and name.'),
      column('spec', 'JSON', 'The experiment. v1_settings has its settings one by one.'),
    ],
    select: `SELECT run_id, name, preset, status, seed, created_at, started_at, finished_at, epochs, epoch, total_steps,
      step, train_seconds, parameter_count, engine ->> '$.id', engine ->> '$.device', archived, notes,
      configuration_hash, spec FROM main.runs`,
  },
  {
    name: 'v1_tags',
    about: 'One row a tag of a run.',
    columns: [run, column('tag', 'TEXT', 'The tag.')],
    select: 'SELECT run_id, each.value FROM main.runs, json_each(tags) AS each',
  },
  {
    name: 'v1_settings',
    about: 'One row a setting of a run: the leaves of its experiment.',
    columns: [
      run,
      column('path', 'TEXT', 'Such as `optimizer.learningRate` or `layers.0.units`.'),
      column('value', 'ANY', 'A number or a text; true and false are texts.'),
    ],
    select: `SELECT run_id, path, value FROM main.run_settings
      JOIN main.settings USING (setting_key) JOIN main.runs USING (run_key)`,
  },
  {
    name: 'v1_errors',
    about: 'One row an error: of each evaluation, each split and each read-out.',
    columns: [
      run,
      step,
      epoch,
      seconds,
      column('final', 'INTEGER', '1 for the evaluation at the end of training, else 0.'),
      column('split', 'TEXT', 'train, validation or test.'),
      column('readout', 'TEXT', 'Such as `goodness`, `softmax`, or `goodness/layer1` for that layer alone.'),
      column('error', 'REAL', 'The fraction answered wrongly, 0 to 1.'),
    ],
    select: `SELECT run_id, evaluations.step, evaluations.epoch, evaluations.train_seconds, final, split.key, answer.key,
      answer.value FROM main.evaluations AS evaluations JOIN main.runs USING (run_key),
      json_each(evaluations.errors) AS split, json_each(split.value) AS answer WHERE split.type = 'object'`,
  },
  {
    name: 'v1_last_values',
    about: 'One row the newest value of a metric of a run.',
    columns: [run, metric, column('value', 'REAL', 'NULL where it is not a number (NaN).')],
    select: `SELECT run_id, metric, value FROM main.last_values
      JOIN main.metrics USING (metric_key) JOIN main.runs USING (run_key)`,
  },
  {
    name: 'v1_series',
    about: 'One row a curve: what v1_points has point by point, in short.',
    columns: [
      run,
      metric,
      column('points', 'INTEGER', 'How many.'),
      column('first_step', 'INTEGER', 'Of the first point.'),
      column('last_step', 'INTEGER', 'Of the last point.'),
      column('minimum', 'REAL', 'The smallest value; NULL where none is a number.'),
      column('maximum', 'REAL', 'The largest value; NULL where none is a number.'),
    ],
    select: `SELECT run_id, metric, sum(count), min(first_step), max(series_chunks.last_step), min(minimum), max(maximum)
      FROM main.series_chunks AS series_chunks JOIN main.series USING (series_key) JOIN main.runs USING (run_key)
      GROUP BY series_key`,
  },
  {
    name: 'v1_checkpoints',
    about: 'One row a checkpoint that is kept.',
    columns: [
      run,
      step,
      epoch,
      seconds,
      column('file', 'TEXT', "In the run's folder."),
      column('bytes', 'INTEGER', 'Its size.'),
      column('sha256', 'TEXT', 'Of its bytes.'),
    ],
    select: `SELECT run_id, checkpoints.step, checkpoints.epoch, checkpoints.train_seconds, file, bytes, sha256
      FROM main.checkpoints AS checkpoints JOIN main.runs USING (run_key)`,
  },
  {
    name: 'v1_warnings',
    about: 'One row a warning that training gave.',
    columns: [run, step, column('message', 'TEXT', 'In words.')],
    select: `SELECT run_id, warnings.step, message FROM main.warnings AS warnings JOIN main.runs USING (run_key)`,
  },
];

/** A view with arguments: v1_points(run_id, metric). */
export const pointsView = {
  name: 'v1_points',
  about: 'One row a point of a curve, by step. It takes the run and the metric: `v1_points(run_id, metric)`.',
  parameters: ['run_id', 'metric'],
  columns: [step, column('value', 'REAL', 'NULL where it is not a number (NaN).')],
} as const;

/** All names a question may use. */
export const sqlViewNames: readonly string[] = [...sqlViews.map(({ name }) => name), pointsView.name];
