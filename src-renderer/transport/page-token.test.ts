import { afterEach, expect, test } from 'vitest';

import { PageToken } from './page-token.ts';
import type { PageWorld } from './page-token.ts';

const opened: BroadcastChannel[] = [];
/** Node's channels keep a process alive until they are closed. */
class TestChannel extends BroadcastChannel {
  constructor(name: string) {
    super(name);
    opened.push(this);
  }
}
afterEach(() => opened.splice(0).forEach((channel) => channel.close()));

interface Tab {
  readonly token: PageToken;
  readonly kept: Map<string, string>;
  readonly address: () => string;
}

/** `kept`: what the tab's session storage holds. */
function openTab(href: string, kept = new Map<string, string>()): Tab {
  const location = { href };
  const world: PageWorld = {
    location,
    history: { state: null, replaceState: (_state, _title, url) => void (location.href = String(url)) },
    sessionStorage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    BroadcastChannel: TestChannel,
  };
  return { token: new PageToken(() => world), kept, address: () => location.href };
}

const page = 'http://127.0.0.1:3392/';

test('it comes from the address, leaves it, and is there when the tab is loaded again', async () => {
  const tab = openTab(`${page}?token=abc&other=1#/runs?filter=x`);
  expect([await tab.token.find(), tab.address()]).toEqual(['abc', `${page}?other=1#/runs?filter=x`]);
  expect(await openTab(page, tab.kept).token.find()).toBe('abc');
});

test('a new address wins over what the tab remembers', async () => {
  const kept = new Map([['ffwb/token', 'old']]);
  expect(await openTab(`${page}?token=new`, kept).token.find()).toBe('new');
});

test('another tab gives it to a new one; without any there is none', async () => {
  expect(await openTab(page).token.find()).toBeNull();
  await openTab(`${page}?token=abc`).token.find();
  expect(await openTab(page).token.find()).toBe('abc');
});

test('what the program does not know is forgotten, and told to nobody', async () => {
  const tab = openTab(`${page}?token=abc`);
  await tab.token.find();
  tab.token.forget();
  expect([tab.kept.size, await openTab(page).token.find()]).toEqual([0, null]);
});

test('a tab that got no answer in time hears a late one, and of the right address opened in a new tab', async () => {
  const alone = openTab(page);
  expect(await alone.token.find()).toBeNull();
  const told = alone.token.another();
  await openTab(`${page}?token=abc`).token.find();
  await told;
  expect([await alone.token.find(), alone.kept.get('ffwb/token')]).toEqual(['abc', 'abc']);
});

test('a token that was forgotten is not taken from another tab, one that is new is', async () => {
  const tab = openTab(`${page}?token=old`);
  await openTab(`${page}?token=old`).token.find();
  await tab.token.find();
  tab.token.forget();
  const told = tab.token.another();
  await openTab(`${page}?token=new`).token.find();
  await told;
  expect(await tab.token.find()).toBe('new');
});
