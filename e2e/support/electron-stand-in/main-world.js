/**
 * Runs in the page's own world before its scripts: makes what the preload exposes, as frozen functions that only pass
 * on what they are given. It is Electron's context bridge here; names marked `$` are random, put in by the host.
 */
/* global window, CustomEvent, $expose, $call, $callback */

(() => {
  if (window.top !== window) return;
  const callbacks = new Map();
  const wrap = (value) => {
    if (typeof value !== 'function') return { value };
    const callback = callbacks.size;
    callbacks.set(callback, value);
    return { callback };
  };
  window.addEventListener($expose, ({ detail: { name, functions } }) => {
    const api = {};
    for (const key of functions) {
      api[key] = (...args) => {
        window.dispatchEvent(new CustomEvent($call, { detail: { name, key, args: args.map(wrap) } }));
      };
    }
    Object.defineProperty(window, name, { value: Object.freeze(api), enumerable: true });
  });
  window.addEventListener($callback, ({ detail: { callback, args } }) => callbacks.get(callback)(...args));
})();
