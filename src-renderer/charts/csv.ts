/** A chart's table as comma-separated values. */

import { csvLine } from '../../src-shared/base/csv.ts';
import type { ChartTable } from './chart-data.ts';

export function csvOf({ columns, rows }: ChartTable): string {
  return [columns, ...rows].map(csvLine).join('');
}
