import { PassThrough } from 'node:stream';

import { expect, test } from 'vitest';

import { keepComplaint } from './complaint.ts';

const driver = 'Error: vkCreateInstance failed with VK_ERROR_INCOMPATIBLE_DRIVER';
const crash = "terminate called after throwing an instance of 'std::bad_alloc'";

/** What is told of an end, after what was said before and after the work began. */
async function told(before: string, after: string, signal: string | null): Promise<string> {
  const stderr = new PassThrough();
  const complaint = keepComplaint(stderr);
  const say = async (text: string): Promise<void> => {
    stderr.write(`${text}\n`);
    await new Promise((resolve) => setImmediate(resolve));
  };
  await say(before);
  complaint.forget();
  await say(after);
  return complaint.after(signal);
}

test.each([
  ['a crash report is the cause of a crash', '', crash, 'SIGABRT', `, ${crash}`],
  ['of an end by itself too', '', crash, null, `, ${crash}`],
  ['but not what was said before the work began', driver, '', 'SIGSEGV', ''],
  ['nor of an end from outside, whatever was said', driver, crash, 'SIGKILL', ''],
  ['and the newer one is told', driver, crash, 'SIGABRT', `, ${crash}`],
])('%s', async (_, before, after, signal, expected) => {
  expect(await told(before, after, signal)).toBe(expected);
});

test('where the work never began, what was said on the way is the cause', async () => {
  const stderr = new PassThrough();
  const complaint = keepComplaint(stderr);
  stderr.write(`${driver}\n`);
  await new Promise((resolve) => setImmediate(resolve));
  expect(complaint.after('SIGSEGV')).toBe(`, ${driver}`);
});
