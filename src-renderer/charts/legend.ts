/** What a legend says of one group of marks. */

export interface LegendEntry {
  readonly name: string;
  readonly colour: string;
  readonly dashed?: boolean | undefined;
  readonly hidden?: boolean | undefined;
  readonly shape?: 'line' | 'box' | 'dot' | undefined;
}
