/**
 * A call of the contract that comes by HTTP instead of over a window's WebSocket, because it ends with a file, which
 * browsers post from the disk by themselves. It is answered to the own page with the token, and is read for nobody else.
 */

import type { IncomingMessage } from 'node:http';

import { freeBytes } from '../../../../src-shared/base/free-bytes.ts';
import { largestRequest } from '../../../../src-shared/contract/codec.ts';
import { isOwnOrigin, isToken } from './access.ts';

/** Returns the reply of one message of the contract, null for what makes no sense. */
export type OnCall = (message: Uint8Array) => Promise<Uint8Array | null>;

export type PostedAnswer =
  { readonly reply: Uint8Array } | { readonly status: number; readonly refusal: string };

/** null: whoever sent it left before its end. */
export async function answerPostedCall(
  request: IncomingMessage,
  token: string,
  onCall: OnCall,
): Promise<PostedAnswer | null> {
  const { headers } = request;
  const said = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? null;
  if (!isOwnOrigin(headers) || !isToken(said, token))
    return { status: 403, refusal: 'Only a window of this program is answered.' };
  const size = Number(headers['content-length'] ?? Number.NaN);
  if (!Number.isSafeInteger(size)) return { status: 411, refusal: 'It is not said how long that is.' };
  if (size > largestRequest) return { status: 413, refusal: 'That is too large.' };
  const message = await bodyOf(request, size);
  if (message === null) return null;
  request.socket.setTimeout(0); // an answer may take longer than anybody may be silent
  const reply = await onCall(message);
  freeBytes(message);
  return reply === null ? { status: 400, refusal: 'That makes no sense.' } : { reply };
}

/** null: it broke off. */
async function bodyOf(request: IncomingMessage, size: number): Promise<Uint8Array | null> {
  const body = new Uint8Array(size);
  let filled = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      body.set(chunk, filled);
      filled += chunk.length;
    }
  } catch {
    return null;
  }
  return filled === size ? body : null;
}
