/** What the handlers of the contract's calls work with: everything that the composition root put together. */

import type { InspectionClient } from '../../inspection/client.ts';
import type { RunStoreClient } from '../../store/run-store.ts';
import type { PlaceWatch } from '../places/place-watch.ts';
import type { Places } from '../places/places.ts';
import type { RunManager } from '../run-manager.ts';
import type { SweepManager } from '../sweeps/sweep-manager.ts';

export interface HandlerContext {
  readonly host: 'electron' | 'node';
  /** This program's version. */
  readonly version: string;
  readonly dataFolder: string;
  /** Where presets and the sample project are. */
  readonly resources: string;
  readonly store: RunStoreClient;
  readonly runs: RunManager;
  readonly places: Places;
  readonly placeWatch: PlaceWatch;
  readonly sweeps: SweepManager;
  readonly inspection: InspectionClient;
  /** Runs that another session was training when it died. */
  readonly interrupted: readonly string[];
  /** Tells every window that the table of runs changed. */
  readonly runsChanged: () => void;
  /** Tells every window that a named view was made, changed or deleted. */
  readonly viewsChanged: () => void;
  /** Tells every window that a setting changed. */
  readonly settingsChanged: () => void;
  /** Tells every window that a place, or a run at one, changed. */
  readonly placesChanged: () => void;
  /** Tells every window that a page of the logbook changed. */
  readonly logbookChanged: (page: string) => void;
}
