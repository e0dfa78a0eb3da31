import { describe, expect, test, vi } from 'vitest';

import { WorkbenchError } from '../base/errors.ts';
import { createContractClient } from './client.ts';
import type { ContractClient } from './client.ts';
import { budgets, decode, encode } from './codec.ts';
import { contractVersion } from './contract.ts';
import type { NoticeName, Notices } from './contract.ts';
import { createMemoryTransports } from './memory-transport.ts';
import { answerCall, serveContract } from './server.ts';
import type { Handlers } from './server.ts';
import type { FileSource, Transport } from './transport.ts';

type Tell = <N extends NoticeName>(name: N, notice: Notices[N]) => void;

function joined(handlers: Partial<Handlers>): { client: ContractClient; tell: Tell } {
  const [window, program] = createMemoryTransports();
  let tell: Tell = () => {};
  serveContract(program, handlers as Handlers, (source) => {
    tell = source;
    return () => {};
  });
  const client = createContractClient({
    open: async () => window,
    retryAfter: () => null,
    wait: async () => {},
  });
  return { client, tell: (name, notice) => tell(name, notice) };
}

test('a call is answered with what its handler returns, arrays and NaN included', async () => {
  const point = { step: 1, epoch: 0, low: NaN, high: -Infinity, counts: Uint32Array.of(1, 2, 4e9) };
  const { client } = joined({ 'series/histograms': () => [point] });
  expect(await client.call('series/histograms', { run: 'a', name: 'b' })).toEqual([point]);
});

test('a coded error arrives as it was thrown', async () => {
  const { client } = joined({
    'runs/get': () => {
      throw new WorkbenchError('run/unknown', { run: 'x' });
    },
  });
  await expect(client.call('runs/get', { run: 'x' })).rejects.toMatchObject({
    code: 'run/unknown',
    details: { run: 'x' },
  });
});

test('an input that does not fit never reaches the handler', async () => {
  let reached = false;
  const { client } = joined({ 'runs/get': () => ((reached = true), undefined as never) });
  for (const input of [{ run: '' }, { run: 5 }, {}, { run: 'a', more: 1 }, null]) {
    await expect(client.call('runs/get', input as never)).rejects.toMatchObject({
      code: 'contract/malformed',
    });
  }
  await expect(client.call('constructor' as never, {} as never)).rejects.toThrow('no call');
  expect(reached).toBe(false);
});

test('notices reach whoever listens, until he stops', async () => {
  const { client, tell } = joined({ 'settings/get': () => ({ slots: 1 }) });
  await client.call('settings/get', {});
  const heard: unknown[] = [];
  const stop = client.on('run/advanced', (notice) => heard.push(notice));
  const notice = { run: 'a', step: 5, status: 'running' } as const;
  tell('run/advanced', notice);
  await client.call('settings/get', {});
  stop();
  tell('run/advanced', { ...notice, step: 6 });
  await client.call('settings/get', {});
  expect(heard).toEqual([notice]);
});

test('a window of another version is told so and not served', async () => {
  const [window, program] = createMemoryTransports();
  serveContract(program, {} as Handlers, () => () => {});
  const heard: unknown[] = [];
  window.onMessage((bytes) => heard.push(decode(bytes)));
  const closed = new Promise<string>((resolve) => window.onClose(resolve));
  window.send(encode({ type: 'hello', contract: 999 }));
  window.send(encode({ type: 'call', id: 1, name: 'settings/get', input: {} }));
  expect(await closed).toContain('version');
  expect(heard).toEqual([{ type: 'welcome', contract: contractVersion }]);
});

test('a window that was refused tries again when it hears of another token', async () => {
  const known = 'the right one';
  let token = 'an old one';
  const admits = Promise.withResolvers<void>();
  const states: string[] = [];
  const client = createContractClient({
    open: async () => {
      const [window, program] = createMemoryTransports();
      serveContract(
        program,
        { 'settings/get': () => ({ slots: 1 }) } as Partial<Handlers> as Handlers,
        () => () => {},
        (told) => told === known,
      );
      return window;
    },
    token: async () => token,
    anotherToken: () => admits.promise,
    retryAfter: () => null,
    wait: async () => {},
  });
  client.onState((state) => states.push(state));
  await expect(client.call('settings/get', {})).rejects.toMatchObject({ code: 'contract/refused' });
  token = known;
  admits.resolve();
  await vi.waitFor(() => expect(states.at(-1)).toBe('connected'), { timeout: 60_000 });
  expect(await client.call('settings/get', {})).toEqual({ slots: 1 });
  expect(states).toEqual(['connecting', 'refused', 'connecting', 'connected']);
});

test('nonsense is passed over, and too much of it ends the connection', async () => {
  const [window, program] = createMemoryTransports();
  serveContract(program, {} as Handlers, () => () => {});
  window.onMessage(() => {});
  const closed = new Promise<string>((resolve) => window.onClose(resolve));
  for (let count = 0; count < 20; count += 1) window.send(Uint8Array.of(0xc1, count, 0xff));
  expect(await closed).toContain('no sense');
});

test('every kind of array travels whole; what is cut short or too large is refused', () => {
  const message = {
    a: Float32Array.of(1.5, NaN),
    b: Float64Array.of(Math.PI),
    c: Uint32Array.of(7),
    d: Int32Array.of(-7),
    e: Uint16Array.of(65_535),
    f: Uint8Array.of(1, 2, 3),
    g: [null, true, 'ü', -0.5],
  };
  expect(decode(encode(message))).toEqual(message);
  expect(() => decode(encode(message).subarray(0, 20))).toThrow();
  expect(() => decode(encode(message), { ...budgets.reply, bytes: 10 })).toThrow('too large');
});

test('when the connection is lost, calls under way fail with a reason', async () => {
  const [window, program] = createMemoryTransports();
  serveContract(
    program,
    { 'settings/get': () => new Promise(() => {}) } as unknown as Handlers,
    () => () => {},
  );
  const client = createContractClient({
    open: async () => window,
    retryAfter: () => null,
    wait: async () => {},
  });
  const call = client.call('settings/get', {});
  await new Promise((resolve) => setTimeout(resolve, 10));
  program.close('the test ended it');
  await expect(call).rejects.toMatchObject({ code: 'contract/disconnected' });
});

describe('a call with a file', () => {
  const handlers = {
    'runs/import': ({ name, bytes }) => {
      if (bytes.length === 0)
        throw new WorkbenchError('archive/invalid', { file: name, problem: 'it is empty' });
      return { runId: `${name} ${bytes.join()}` };
    },
  } as Partial<Handlers> as Handlers;
  const fileOf = (...bytes: number[]) => {
    const arrayBuffer = vi.fn(async () => Uint8Array.from(bytes).buffer);
    return { size: bytes.length, arrayBuffer } satisfies FileSource;
  };

  function clientWith(exchange: Transport['exchange']): ContractClient {
    const [window, program] = createMemoryTransports();
    serveContract(program, handlers, () => () => {});
    const open = async (): Promise<Transport> =>
      exchange === undefined ? window : { ...bound(window), exchange };
    return createContractClient({ open, retryAfter: () => null, wait: async () => {} });
  }
  const bound = (transport: Transport): Transport => ({
    send: (bytes) => transport.send(bytes),
    onMessage: (listener) => transport.onMessage(listener),
    onClose: (listener) => transport.onClose(listener),
    close: (reason) => transport.close(reason),
  });
  /** As whoever carries it does: the file behind the head. */
  const posted: NonNullable<Transport['exchange']> = async (head, file) =>
    answerCall(Uint8Array.of(...head, ...new Uint8Array(await file.arrayBuffer())), handlers);

  test('goes past the connection where the transport can, without its bytes being read here', async () => {
    const exchange = vi.fn(posted);
    const client = clientWith(exchange);
    expect(await client.callWithFile('runs/import', { name: 'a' }, fileOf(1, 2, 3))).toEqual({
      runId: 'a 1,2,3',
    });
    expect(exchange).toHaveBeenCalledTimes(1);
    await expect(client.callWithFile('runs/import', { name: 'a' }, fileOf())).rejects.toMatchObject({
      code: 'archive/invalid',
    });
  });

  test('is a message like others where the transport cannot, or nobody on the way takes it', async () => {
    for (const exchange of [undefined, async () => null])
      expect(await clientWith(exchange).callWithFile('runs/import', { name: 'b' }, fileOf(4))).toEqual({
        runId: 'b 4',
      });
  });

  test('is not sent again where nobody knows whether it arrived', async () => {
    const file = fileOf(5);
    const client = clientWith(async () => {
      throw new Error('the line is dead');
    });
    await expect(client.callWithFile('runs/import', { name: 'c' }, file)).rejects.toMatchObject({
      code: 'contract/disconnected',
    });
    expect(file.arrayBuffer).not.toHaveBeenCalled();
  });
});
