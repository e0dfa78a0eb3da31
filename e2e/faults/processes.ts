/** Which processes are left. Dead ones that nobody has buried yet do not count. */

import { readFileSync, readdirSync } from 'node:fs';

/** Ids of the living processes of a process group, which a host and its services share. */
export function livingInGroup(group: number): number[] {
  if (process.platform !== 'linux') return isThere(-group) ? [group] : [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const state = stateOf(pid);
      return state !== null && state.group === group && !state.isDead;
    });
}

export function isLiving(pid: number): boolean {
  if (process.platform !== 'linux') return isThere(pid);
  return stateOf(pid)?.isDead === false;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function stateOf(pid: number): { readonly group: number; readonly isDead: boolean } | null {
  try {
    // "pid (name) state parent group ...", where the name may hold anything.
    const [state, , group] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    return { group: Number(group), isDead: state === 'Z' || state === 'X' };
  } catch {
    return null;
  }
}
