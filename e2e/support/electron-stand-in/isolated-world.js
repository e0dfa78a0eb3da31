/**
 * Runs in the page's isolated world, around the built preload script: its `require('electron')`. What the preload
 * exposes is handed to main-world.js through DOM events, whose details Chromium copies from world to world, as
 * Electron's context bridge copies values. The host puts the preload and random names in the places marked `$`.
 */
/* global window, atob, btoa, CustomEvent, $binding, $receive, $expose, $call, $callback, $preload */

(() => {
  // Electron runs a preload script in the main frame only.
  if (window.top !== window) return;

  const fail = (what) => {
    $binding(JSON.stringify({ unknown: what }));
    throw new Error(
      `The Electron stand-in does not know ${what}. Imitate it in e2e/support/electron-stand-in.`,
    );
  };
  const strict = (name, members) =>
    new Proxy(members, {
      get: (target, key) =>
        key in target || typeof key === 'symbol' ? target[key] : fail(`${name}.${String(key)}`),
    });

  const toText = (bytes) => {
    let text = '';
    for (let from = 0; from < bytes.length; from += 32768)
      text += String.fromCharCode(...bytes.subarray(from, from + 32768));
    return btoa(text);
  };
  const toBytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const pack = (value) => (value instanceof Uint8Array ? { bytes: toText(value) } : { value });
  const unpack = (packed) => ('bytes' in packed ? toBytes(packed.bytes) : packed.value);

  const listeners = new Map();
  const ipcRenderer = strict('ipcRenderer', {
    send: (channel, ...args) => $binding(JSON.stringify({ channel, args: args.map(pack) })),
    on: (channel, listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    },
  });
  window[$receive] = (channel, args) => {
    for (const listener of listeners.get(channel) ?? []) listener({}, ...args.map(unpack));
  };

  const exposed = new Map();
  const tell = (name, detail) => window.dispatchEvent(new CustomEvent(name, { detail }));
  const contextBridge = strict('contextBridge', {
    exposeInMainWorld: (name, api) => {
      const functions = Object.keys(api);
      for (const key of functions)
        if (typeof api[key] !== 'function') fail(`exposing ${name}.${key}, which is no function`);
      exposed.set(name, api);
      tell($expose, { name, functions });
    },
  });
  window.addEventListener($call, ({ detail: { name, key, args } }) => {
    const values = args.map((arg) =>
      'callback' in arg
        ? (...back) => void tell($callback, { callback: arg.callback, args: back })
        : arg.value,
    );
    if (exposed.get(name)[key](...values) !== undefined) fail(`a value returned by ${name}.${key}`);
  });

  const require = (name) =>
    name === 'electron'
      ? strict('electron (preload)', { contextBridge, ipcRenderer })
      : fail(`require('${name}')`);
  // Used by the preload script that is put in below.
  const module = { exports: {} };
  void [require, module];
  {
    $preload;
  }
})();
