/** The commands, in the order `ffwb --help` lists them. A new one is a file here and a line below. */

import type { CommandEntry } from './command.ts';

export const commands: readonly CommandEntry[] = [
  {
    name: 'train',
    summary: 'trains an experiment and records the run',
    load: async () => (await import('./train.ts')).defineTrain,
  },
  {
    name: 'reproduce',
    summary: 'measures published figures again, and tells whether they are met',
    load: async () => (await import('./reproduce.ts')).defineReproduce,
  },
  {
    name: 'sweep',
    summary: 'looks for the best settings: makes runs at many points, and goes on with a sweep',
    load: async () => (await import('./sweep.ts')).defineSweep,
  },
  {
    name: 'sweeps',
    summary: 'lists the sweeps, newest first',
    load: async () => (await import('./sweeps.ts')).defineSweeps,
  },
  {
    name: 'resume',
    summary: 'goes on with a run that was stopped or interrupted',
    load: async () => (await import('./resume.ts')).defineResume,
  },
  {
    name: 'runs',
    summary: 'lists the recorded runs, newest first',
    load: async () => (await import('./runs.ts')).defineRuns,
  },
  { name: 'show', summary: 'shows one run', load: async () => (await import('./show.ts')).defineShow },
  {
    name: 'compare',
    summary: 'shows how runs differ: configuration first, then results',
    load: async () => (await import('./compare.ts')).defineCompare,
  },
  {
    name: 'export',
    summary: 'writes a run to a file: an archive for another workbench, JSON, CSV, NPZ, safetensors or ONNX',
    load: async () => (await import('./export.ts')).defineExport,
  },
  {
    name: 'predict',
    summary: 'asks a trained net what it sees in pictures',
    load: async () => (await import('./predict.ts')).definePredict,
  },
  {
    name: 'sql',
    summary: 'answers a question in SQL about the recorded runs',
    load: async () => (await import('./sql.ts')).defineSql,
  },
  {
    name: 'logbook',
    summary: 'lists the pages of the logbook, and writes one as HTML or Markdown',
    load: async () => (await import('./logbook.ts')).defineLogbook,
  },
  {
    name: 'import',
    summary: 'records a run from an archive of another workbench',
    load: async () => (await import('./import.ts')).defineImport,
  },
  {
    name: 'views',
    summary: 'lists, shows and removes the named views of the window',
    load: async () => (await import('./views.ts')).defineViews,
  },
  { name: 'delete', summary: 'deletes runs', load: async () => (await import('./delete.ts')).defineDelete },
  {
    name: 'serve',
    summary: 'serves the window to a browser',
    load: async () => (await import('./serve.ts')).defineServe,
  },
  {
    name: 'presets',
    summary: 'lists the experiments that come with the program',
    load: async () => (await import('./presets.ts')).definePresets,
  },
  {
    name: 'datasets',
    summary: 'lists the datasets and whether their files are there',
    load: async () => (await import('./datasets.ts')).defineDatasets,
  },
  {
    name: 'places',
    summary: 'lists the places where runs can be trained besides here, and brings runs back from there',
    load: async () => (await import('./places.ts')).definePlaces,
  },
  {
    name: 'task',
    summary: 'trains one task of a job; clusters start it, people need not',
    load: async () => (await import('./task.ts')).defineTask,
  },
  {
    name: 'bundle',
    summary: 'writes this program as one file that runs where nothing is installed',
    load: async () => (await import('./bundle.ts')).defineBundle,
  },
  {
    name: 'engines',
    summary: 'tells which engines and devices there are, and which is picked',
    load: async () => (await import('./engines.ts')).defineEngines,
  },
  {
    name: 'doctor',
    summary: 'looks for what could be wrong with the installation and the data',
    load: async () => (await import('./doctor.ts')).defineDoctor,
  },
  {
    name: 'verify',
    summary: 'replays a golden trace on an engine and reports the largest difference',
    load: async () => (await import('./verify.ts')).defineVerify,
  },
  {
    name: 'bench',
    summary: 'measures the speed of training, beside PyTorch where asked',
    load: async () => (await import('./bench.ts')).defineBench,
  },
];
