/**
 * The real host as a process, under fire on its port: requests and frames that are none, messages of the contract that
 * came to harm, and files given to a window that was let in. Nothing is asked for that would train or delete.
 */

import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

import { encode } from '../../src-shared/contract/codec.ts';
import { contract, contractVersion } from '../../src-shared/contract/contract.ts';
import type { Draw } from './draw.ts';
import type { Target, Verdict } from './target.ts';
import { hostileArchive, hostileDataset, hostileDraft, hostilePacked } from './targets.ts';

const sound = new Uint8Array(
  readFileSync(new URL('../../src-main/service/fixtures/version-1/stopped.ffrun', import.meta.url)),
);
/** These train, or take a copy of the whole folder, each time. */
const leftOut = new Set([
  'runs/create',
  'runs/resume',
  'sample/open',
  'backups/create',
  'backups/restore',
  'engines/survey',
]);
const calls = Object.keys(contract).filter((name) => !leftOut.has(name));
const patienceMs = 10_000;

export function hostTarget(port: number, token: string): Target {
  return { name: 'HTTP and WebSocket', share: 1_000, run: (draw) => attack(draw, port, token) };
}

/** Sends one connection's worth, and waits until the host has closed it, or has answered a sound ping. */
function attack(draw: Draw, port: number, token: string): Promise<Verdict> {
  const parts = connectionBytes(draw, port, token);
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part);
      // What the host has not taken by then it has taken in the next round: closing one's end is a case too.
      setTimeout(() => (draw.chance(0.5) ? socket.end() : socket.destroy()), draw.below(20));
    });
    let heard = 0;
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error('the host kept a connection that its client had ended'));
    }, patienceMs);
    socket.on('data', (data) => (heard += data.length));
    socket.on('error', () => {}); // reset is an answer
    socket.once('close', () => {
      clearTimeout(late);
      resolve(heard > 0 ? 'taken' : 'refused');
    });
  });
}

function connectionBytes(draw: Draw, port: number, token: string): Uint8Array[] {
  const request = Buffer.from(
    [
      `${draw.of(['GET', 'GET', 'HEAD', 'POST', draw.text(5)])} ${draw.of(['/', '/assets/../x', '/?token=x', '/contract'])} HTTP/1.1`,
      `Host: ${draw.of([`127.0.0.1:${port}`, 'localhost', 'evil.example', draw.text(10)])}`,
      `X: ${draw.text(20).replaceAll('\0', '')}`,
      '\r\n',
    ].join('\r\n'),
  );
  if (draw.chance(0.3)) return [draw.chance(0.5) ? request : draw.harmed(request)];
  if (draw.chance(0.2)) return postedCall(draw, port, draw.chance(0.7) ? token : draw.text(30));
  const upgrade = Buffer.from(
    [
      'GET /contract HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Origin: http://127.0.0.1:${port}`,
      '\r\n',
    ].join('\r\n'),
  );
  if (draw.chance(0.1)) return [draw.harmed(upgrade)];
  const isLetIn = draw.chance(0.7);
  const hello = encode({ type: 'hello', contract: contractVersion, token: isLetIn ? token : draw.text(30) });
  const messages = Array.from({ length: 1 + draw.below(5) }, (_, index) => message(draw, index + 1));
  const frames = [hello, ...messages].map((bytes) => frame(draw, bytes));
  return [upgrade, ...frames.map((bytes) => (draw.chance(0.1) ? draw.harmed(bytes, 1) : bytes))];
}

/** A call as the window posts it with a file, and what somebody makes of it; it may be shorter or longer than it says. */
function postedCall(draw: Draw, port: number, token: string): Uint8Array[] {
  const body = message(draw, 1);
  const size = draw.chance(0.8) ? body.length : draw.below(2 * body.length + 2);
  const head = Buffer.from(
    [
      'POST /contract HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      `Origin: http://127.0.0.1:${port}`,
      `Authorization: Bearer ${token.replaceAll(/[\0\r\n]/g, '')}`,
      `Content-Length: ${size}`,
      '\r\n',
    ].join('\r\n'),
  );
  return [draw.chance(0.1) ? draw.harmed(head) : head, body];
}

function message(draw: Draw, id: number): Uint8Array {
  if (draw.chance(0.4)) return hostilePacked(draw);
  const name = draw.of(calls);
  const inputs: Record<string, () => unknown> = {
    'runs/import': () => ({ name: draw.text(20), bytes: hostileArchive(draw, sound) }),
    'datasets/add': () => ({ name: `fuzz-${draw.below(3)}`, files: hostileDataset(draw) }),
    'spec/check': () => ({ draft: hostileDraft(draw) }),
    'drafts/save': () => ({
      id: `${draw.below(9)}`,
      title: draw.text(9),
      draft: hostileDraft(draw),
      preset: null,
    }),
  };
  const usual = draw.chance(0.5) ? draw.value(5) : {};
  return encode({ type: 'call', id, name, input: inputs[name]?.() ?? usual });
}

/** A masked binary frame of RFC 6455. */
function frame(draw: Draw, bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  const header = Buffer.alloc(length < 126 ? 6 : length < 65_536 ? 8 : 14);
  header[0] = 0x82;
  if (length < 126) header[1] = 0x80 | length;
  else if (length < 65_536) {
    header[1] = 0xfe;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 0xff;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  const mask = draw.bytes(4);
  header.set(mask, header.length - 4);
  return Buffer.concat([header, bytes.map((byte, at) => byte ^ (mask[at % 4] as number))]);
}
