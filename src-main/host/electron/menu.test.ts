import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';

import { menuTemplate } from './menu.ts';

type Item = MenuItemConstructorOptions;
const itemsOf = (items: readonly Item[]): Item[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);

const all = [true, false].flatMap((isMac) => [true, false].map((developer) => ({ isMac, developer })));

test.each(all)('reload and developer tools are there only for developers (%o)', (options) => {
  const roles = itemsOf(menuTemplate({ ...options, show: () => {} })).map(({ role }) => role);
  const found = ['reload', 'forceReload', 'toggleDevTools', 'viewMenu'].filter((role) =>
    roles.includes(role as NonNullable<Item['role']>),
  );
  expect(found).toEqual(options.developer ? ['reload', 'toggleDevTools'] : []);
});

test.each(all)('no two items share a key, and each that shows a view shows it (%o)', (options) => {
  const shown: string[] = [];
  const items = itemsOf(menuTemplate({ ...options, show: (fragment) => shown.push(fragment) }));
  const keys = items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
  expect(new Set(keys).size).toBe(keys.length);
  for (const { click } of items) (click as (() => void) | undefined)?.();
  expect(shown).toEqual(['#/new', '#/runs', '#/compare', '#/inspect', '#/datasets', '#/engines']);
});
