/**
 * What the gallery holds: every folder of panels, the controls and the charts, each shown by one component beside this
 * file. A new panel takes one file there and one line here. Exhibits are loaded when they are looked at.
 */

import type { Component } from 'svelte';

export const exhibitGroups = [
  { value: 'controls', label: 'Controls' },
  { value: 'charts', label: 'Charts' },
  { value: 'runs', label: 'Runs' },
  { value: 'run', label: 'Run' },
  { value: 'compare', label: 'Compare' },
  { value: 'reproduce', label: 'Reproduce' },
  { value: 'new', label: 'New experiment' },
  { value: 'sweeps', label: 'Sweeps' },
  { value: 'inspect', label: 'Inspect' },
  { value: 'logbook', label: 'Logbook' },
  { value: 'datasets', label: 'Datasets' },
  { value: 'engines', label: 'Engines and settings' },
] as const;
export type ExhibitGroup = (typeof exhibitGroups)[number]['value'];

export interface Exhibit {
  readonly group: ExhibitGroup;
  /** A folder of src-renderer. */
  readonly folder: string;
  readonly load: () => Promise<{ default: Component }>;
}

type Load = Exhibit['load'];
const exhibit = (group: ExhibitGroup, folder: string, load: Load): Exhibit => ({
  group,
  folder,
  load,
});
const panel = (group: ExhibitGroup, folder: string, load: Load): Exhibit =>
  exhibit(group, `panels/${folder}`, load);

export const exhibits: readonly Exhibit[] = [
  exhibit('controls', 'ui', () => import('./ControlsExhibit.svelte')),
  exhibit('controls', 'ui', () => import('./FrameExhibit.svelte')),
  exhibit('charts', 'charts', () => import('./ChartsExhibit.svelte')),
  exhibit('runs', 'ui', () => import('./TableExhibit.svelte')),
  panel('runs', 'start', () => import('./StartExhibit.svelte')),
  panel('runs', 'run-query', () => import('./RunQueryExhibit.svelte')),
  panel('runs', 'run-selection', () => import('./RunSelectionExhibit.svelte')),
  panel('runs', 'run-columns', () => import('./RunColumnsExhibit.svelte')),
  panel('runs', 'run-inspector', () => import('./RunInspectorExhibit.svelte')),
  panel('runs', 'run-difference', () => import('./RunDifferenceExhibit.svelte')),
  panel('run', 'run-header', () => import('./RunHeaderExhibit.svelte')),
  panel('run', 'curves', () => import('./CurvesExhibit.svelte')),
  panel('run', 'histograms', () => import('./HistogramsExhibit.svelte')),
  panel('run', 'strings', () => import('./StringsExhibit.svelte')),
  panel('run', 'heat-maps', () => import('./HeatMapsExhibit.svelte')),
  panel('run', 'receptive-fields', () => import('./ReceptiveFieldsExhibit.svelte')),
  panel('run', 'samples', () => import('./SamplesExhibit.svelte')),
  panel('run', 'run-configuration', () => import('./RunConfigurationExhibit.svelte')),
  panel('run', 'run-records', () => import('./RunRecordsExhibit.svelte')),
  panel('compare', 'compare-runs', () => import('./CompareRunsExhibit.svelte')),
  panel('compare', 'compare-configurations', () => import('./CompareConfigurationsExhibit.svelte')),
  panel('compare', 'compare-curves', () => import('./CompareCurvesExhibit.svelte')),
  panel('compare', 'compare-depth', () => import('./CompareDepthExhibit.svelte')),
  panel('compare', 'results-table', () => import('./ResultsTableExhibit.svelte')),
  panel('compare', 'compare-seeds', () => import('./CompareSeedsExhibit.svelte')),
  panel('runs', 'named-views', () => import('./NamedViewsExhibit.svelte')),
  panel('compare', 'compare-relations', () => import('./CompareRelationsExhibit.svelte')),
  panel('compare', 'compare-films', () => import('./CompareFilmsExhibit.svelte')),
  panel('reproduce', 'reproduction', () => import('./ReproductionExhibit.svelte')),
  panel('new', 'spec-form', () => import('./SpecFormExhibit.svelte')),
  panel('new', 'spec-json', () => import('./SpecJsonExhibit.svelte')),
  panel('new', 'spec-check', () => import('./SpecCheckExhibit.svelte')),
  panel('sweeps', 'sweep-list', () => import('./SweepListExhibit.svelte')),
  panel('sweeps', 'sweep-form', () => import('./SweepFormExhibit.svelte')),
  panel('sweeps', 'sweep-results', () => import('./SweepResultsExhibit.svelte')),
  panel('inspect', 'inspect-subject', () => import('./InspectSubjectExhibit.svelte')),
  panel('inspect', 'draw-digit', () => import('./DrawDigitExhibit.svelte')),
  panel('inspect', 'typed-window', () => import('./TypedWindowExhibit.svelte')),
  panel('inspect', 'own-picture', () => import('./OwnPictureExhibit.svelte')),
  panel('inspect', 'inspect-answers', () => import('./InspectAnswersExhibit.svelte')),
  panel('inspect', 'inspect-layers', () => import('./InspectLayersExhibit.svelte')),
  panel('inspect', 'iterations', () => import('./IterationsExhibit.svelte')),
  panel('inspect', 'inspect-confusion', () => import('./InspectConfusionExhibit.svelte')),
  panel('inspect', 'inspect-hardest', () => import('./InspectHardestExhibit.svelte')),
  panel('inspect', 'inspect-calibration', () => import('./InspectCalibrationExhibit.svelte')),
  panel('inspect', 'inspect-fields', () => import('./InspectFieldsExhibit.svelte')),
  panel('inspect', 'inspect-projection', () => import('./InspectProjectionExhibit.svelte')),
  panel('logbook', 'logbook', () => import('./LogbookExhibit.svelte')),
  panel('datasets', 'dataset-list', () => import('./DatasetListExhibit.svelte')),
  panel('datasets', 'dataset-browser', () => import('./DatasetBrowserExhibit.svelte')),
  panel('datasets', 'dataset-preview', () => import('./DatasetPreviewExhibit.svelte')),
  panel('datasets', 'dataset-add', () => import('./DatasetAddExhibit.svelte')),
  panel('engines', 'engine-survey', () => import('./EngineSurveyExhibit.svelte')),
  panel('engines', 'settings', () => import('./SettingsExhibit.svelte')),
  panel('engines', 'places', () => import('./PlacesExhibit.svelte')),
  panel('engines', 'backups', () => import('./BackupsExhibit.svelte')),
];
