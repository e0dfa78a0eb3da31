/** Ids that tie a control to its help and its problem for screen readers. */

export function describedBy(
  id: string,
  help: string | undefined,
  problem: string | undefined,
): string | undefined {
  const ids = [...(problem ? [`${id}-problem`] : []), ...(help ? [`${id}-help`] : [])];
  return ids.length === 0 ? undefined : ids.join(' ');
}
