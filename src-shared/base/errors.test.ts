import { expect, test } from 'vitest';

import { WorkbenchError, asWorkbenchError, errorEntries, reasonOf } from './errors.ts';
import type { ErrorCode } from './errors.ts';

const codes = Object.keys(errorEntries) as ErrorCode[];

test('an error says its sentence and what to do next, with the details filled in', () => {
  const error = new WorkbenchError('dataset/damaged', { file: 'a.idx', byte: 7, problem: 'it ends early' });
  expect({ message: error.message, next: error.next, exitCode: error.exitCode }).toEqual({
    message: 'a.idx is damaged at byte 7: it ends early.',
    next: 'Get the file again.',
    exitCode: 3,
  });
});

test('an error comes through a thread border as it went in', () => {
  const error = new WorkbenchError('run/unknown', { run: '7' });
  const arrived = WorkbenchError.fromRecord(structuredClone(error.toRecord()));
  expect({ ...arrived, message: arrived.message }).toEqual({ ...error, message: error.message });
});

test.each(codes)('%s has one clear sentence, a next step and a documented exit code', (code) => {
  const { sentence, next, exitCode } = errorEntries[code];
  expect(sentence).toMatch(/[.]$/);
  expect(next).not.toBe('');
  expect([1, 2, 3, 4, 5, 6, 7]).toContain(exitCode);
});

test('details hold no surprises: a missing one is left out, braces inside one stay as they are', () => {
  expect(new WorkbenchError('input/invalid', { problem: 'see {remedy}' }).message).toBe('see {remedy}.');
  expect(new WorkbenchError('input/invalid').message).toBe('.');
});

test('anything thrown becomes a coded error with its reason and its cause; a coded one stays', () => {
  const thrown = new TypeError('no such thing');
  const wrapped = asWorkbenchError(thrown, 'training/failed');
  expect({ code: wrapped.code, message: wrapped.message, cause: wrapped.cause }).toEqual({
    code: 'training/failed',
    message: 'Training failed: no such thing.',
    cause: thrown,
  });
  expect(asWorkbenchError(wrapped, 'store/failed')).toBe(wrapped);
  expect(reasonOf('just text')).toBe('just text');
});
