/**
 * One point, measured in a process of its own, so that its memory is its own and what runs out of it takes nothing along.
 * The order is the first argument, as JSON; the answer is one JSON document on stdout.
 */

import { assertDefined } from '../../src-shared/base/assert.ts';
import type { PointAnswer, PointOrder } from './point.ts';
import { measureStepPoint } from './step-point.ts';
import { measureRunsPoint, measureStepsPoint } from './store-point.ts';

function measured(order: PointOrder): Promise<PointAnswer> {
  switch (order.kind) {
    case 'step':
      return measureStepPoint(order);
    case 'runs':
      return measureRunsPoint(order);
    case 'steps':
      return measureStepsPoint(order);
  }
}

const order = JSON.parse(assertDefined(process.argv[2], 'an order')) as PointOrder;
process.stdout.write(`${JSON.stringify(await measured(order))}\n`);
