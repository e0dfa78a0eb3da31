/** Tells when an element comes near what is in sight, so that charts far down the page cost nothing. */

import type { Attachment } from 'svelte/attachments';

/** Calls `onChange` with the element's width whenever it enters or leaves. */
export function inSight(onChange: (isInSight: boolean, width: number) => void): Attachment<HTMLElement> {
  return (element) => {
    const observer = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (last !== undefined) onChange(last.isIntersecting, element.clientWidth);
      },
      { rootMargin: '200px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
}
