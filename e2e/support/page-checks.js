/**
 * What a page can be asked about its own layout, as `pageChecks.…(selector)`; each answers with one line per fault. It
 * is put into the page before the page's own scripts, and touches nothing of it.
 */
/* global document, getComputedStyle, requestAnimationFrame, window */

window.pageChecks = (() => {
  const rootsOf = (selector) => [...document.querySelectorAll(selector)];
  const nameOf = (element, attribute) => element.closest(`[${attribute}]`)?.getAttribute(attribute) ?? '?';
  const placeOf = (element) => `${nameOf(element, 'data-exhibit')}, ${nameOf(element, 'data-state')}`;
  const startOf = (element) => element.outerHTML.replace(/>[^]*/, '>').slice(0, 160);

  const isFreeToSpill = (element, root) => {
    const { display, textOverflow, overflowX } = getComputedStyle(element);
    if (display === 'inline' || (textOverflow === 'ellipsis' && overflowX !== 'visible')) return true;
    // Fields scroll by themselves.
    if (element.closest('input, select, textarea, canvas, svg, .visually-hidden') !== null) return true;
    for (let place = element; place !== root; place = place.parentElement)
      if (/auto|scroll/.test(getComputedStyle(place).overflowX)) return true;
    return false;
  };

  /** Texts that can be edited reach one step of the grid over their place, to stand in line with others. */
  const edge = 4; // px
  const nextFrame = () => new Promise((done) => requestAnimationFrame(done));

  return {
    /** Resolves when every exhibit of the gallery's part is loaded and its charts, which first learn their size, are drawn. */
    allShown: async () => {
      const count = (selector) => document.querySelectorAll(selector).length;
      const isMissing = () => count('.exhibit') === 0 || count('[data-exhibit]') < count('.exhibit');
      // What is awaited is said only where it takes longer than one would notice.
      const isSilent = () => [...document.querySelectorAll('.waiting')].some((each) => each.innerText === '');
      while (isMissing() || isSilent()) await nextFrame();
      for (let frame = 0; frame < 4; frame += 1) await nextFrame();
    },

    /** Elements narrower than their content, though they neither scroll nor shorten it with an ellipsis on purpose. */
    spilled: (selector) =>
      rootsOf(selector).flatMap((root) => {
        const spilled = [root, ...root.querySelectorAll('*')].filter(
          (element) =>
            element.scrollWidth > element.clientWidth + edge &&
            (element === root || !isFreeToSpill(element, root)),
        );
        // What spills makes its ancestors spill too: the innermost is to blame.
        const innermost = spilled.filter(
          (element) => !spilled.some((other) => other !== element && element.contains(other)),
        );
        return innermost.map(
          (element) =>
            `${placeOf(element)}: ${element.scrollWidth} px in ${element.clientWidth} px: ${startOf(element)}`,
        );
      }),

    /** States of exhibits that show neither a word nor a picture. */
    blank: (selector) =>
      rootsOf(selector)
        .flatMap((root) => [...root.querySelectorAll('[data-state] > .body')])
        .filter((body) => {
          const { width, height } = body.getBoundingClientRect();
          const hasContent =
            body.innerText.trim() !== '' || body.querySelector('canvas, svg, input') !== null;
          return width < 10 || height < 10 || !hasContent;
        })
        .map((body) => `${placeOf(body)}: blank`),

    /** Canvases with nothing on them; a place to draw on is empty before somebody does. */
    unpainted: (selector) => {
      const sample = document.createElement('canvas');
      [sample.width, sample.height] = [64, 64];
      const context = sample.getContext('2d', { willReadFrequently: true });
      const isPainted = (canvas) => {
        context.clearRect(0, 0, 64, 64);
        if (canvas.width > 0 && canvas.height > 0) context.drawImage(canvas, 0, 0, 64, 64);
        return context.getImageData(0, 0, 64, 64).data.some((value) => value > 0);
      };
      return rootsOf(selector)
        .flatMap((root) => [...root.querySelectorAll('canvas')])
        .filter((canvas) => canvas.closest('[role=application]') === null && !isPainted(canvas))
        .map((canvas) => `${placeOf(canvas)}: a canvas with nothing on it`);
    },
  };
})();
