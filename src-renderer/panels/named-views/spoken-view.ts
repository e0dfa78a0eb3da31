/** The button of the named views, read out and as its title. */

/** `missing`: how many things the view names that are not there. */
export function spokenView(name: string | null, isChanged: boolean, missing: number): string {
  if (name === null) return 'Views';
  const marks = [...(isChanged ? ['changed'] : []), ...(missing > 0 ? [`${missing} missing`] : [])];
  return [`View ${name}`, ...marks].join(', ');
}
