import { expect, test } from 'vitest';
import { z } from 'zod';

import { Registry } from '../base/registry.ts';
import { createPart, definePart, parameter } from './part.ts';

const ruler = definePart({
  kind: 'ruler',
  label: 'Ruler',
  help: 'Measures.',
  parameters: z.object({
    length: parameter(z.number().min(0).default(30), {
      label: 'Length',
      unit: 'cm',
      help: 'From end to end.',
    }),
  }),
  create: ({ length }) => ({ length }),
});
const tools = new Registry('tool', [ruler]);

test('a part is made from its checked parameters, with defaults filled in', () => {
  expect([createPart(tools, { kind: 'ruler' }), createPart(tools, { kind: 'ruler', length: 5 })]).toEqual([
    { length: 30 },
    { length: 5 },
  ]);
  expect(() => createPart(tools, { kind: 'ruler', length: -1 })).toThrow();
  expect(() => createPart(tools, { kind: 'hammer' })).toThrow('There is no tool named "hammer".');
});

test('a parameter carries its label, unit and help into the JSON schema', () => {
  expect(z.toJSONSchema(ruler.parameters)).toMatchObject({
    properties: {
      length: { title: 'Length', unit: 'cm', description: 'From end to end.', default: 30, minimum: 0 },
    },
  });
});
