/** What is said at the cursor is text. */

import { expect, it, vi } from 'vitest';

import { plainDocument } from './document.fixture.ts';
import { hostileName } from './drawn-chart.fixture.ts';
import { tooltipElement } from './tooltip.ts';

it('A heading and its rows are text in elements of their own, whatever is in them', () => {
  vi.stubGlobal('document', plainDocument);
  const said = tooltipElement(hostileName, [
    { name: hostileName, value: '<img src=x onerror=alert(1)>', colour: '#d50000' },
    { name: 'plain', value: '3' },
  ]);
  const element = (tag: string, textContent: string, more: object = {}) => ({ tag, textContent, ...more });
  expect(said).toMatchObject({
    tag: 'div',
    className: 'chart-tooltip',
    children: [
      element('p', hostileName, { className: 'chart-tooltip-title', children: [] }),
      {
        tag: 'p',
        children: [
          { tag: 'i', style: { background: '#d50000' } },
          element('span', hostileName, { children: [] }),
          element('b', '<img src=x onerror=alert(1)>', { children: [] }),
        ],
      },
      { tag: 'p', children: [{ tag: 'i', style: {} }, element('span', 'plain'), element('b', '3')] },
    ],
  });
});
