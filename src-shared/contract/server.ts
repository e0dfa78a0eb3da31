/**
 * The program's end of the contract, one per connection: parses what arrives, hands it to the handlers, sends back what
 * they return or the coded error they throw. Nothing that arrives can make it throw.
 */

import { WorkbenchError, asWorkbenchError } from '../base/errors.ts';
import { budgets, decode, encode } from './codec.ts';
import { contract, contractVersion } from './contract.ts';
import type { CallName, NoticeName, Notices, OutputOf, ParsedInputOf } from './contract.ts';
import { requestSchema } from './messages.ts';
import type { Reply, Request } from './messages.ts';
import type { Transport } from './transport.ts';

export type Handlers = {
  readonly [N in CallName]: (input: ParsedInputOf<N>) => OutputOf<N> | Promise<OutputOf<N>>;
};

/** Sends a notice to every window; returns the way to stop. */
export type NoticeSource = (tell: <N extends NoticeName>(name: N, notice: Notices[N]) => void) => () => void;

/** Whether whoever says this token may use the program; null: none was said. */
export type Admission = (token: string | null) => boolean;

/** So many messages that make no sense, and the connection is closed; of a window that never greeted, the first. */
const patience = 20;

/** Serves one window until the transport closes. Nothing is answered before it greeted and was let in. */
export function serveContract(
  transport: Transport,
  handlers: Handlers,
  notices: NoticeSource,
  admits: Admission = () => true,
): void {
  let misunderstood = 0;
  let greeted = false;
  let stopNotices: (() => void) | null = null;
  const say = (reply: Reply): void => transport.send(encodeReply(reply));

  transport.onClose(() => stopNotices?.());
  transport.onMessage((bytes) => {
    let request: Request;
    try {
      request = requestSchema.parse(decode(bytes, greeted ? budgets.request : budgets.greeting));
    } catch {
      misunderstood += 1;
      if (!greeted || misunderstood >= patience) transport.close('too many messages that make no sense');
      return;
    }
    if (request.type === 'hello') {
      if (!admits(request.token ?? null)) {
        say({ type: 'stranger' });
        transport.close('it did not say the token of this program');
        return;
      }
      say({ type: 'welcome', contract: contractVersion });
      greeted = request.contract === contractVersion;
      if (greeted) stopNotices ??= notices((name, notice) => say({ type: 'notice', name, notice }));
      return;
    }
    if (greeted) void answer(request, handlers).then((reply) => transport.send(reply));
    else transport.close('it did not greet with a version of the contract this program speaks');
  });
}

/** Answers one call that came beside any connection, from somebody who was let in. null: it is none. */
export async function answerCall(bytes: Uint8Array, handlers: Handlers): Promise<Uint8Array | null> {
  let request: Request;
  try {
    request = requestSchema.parse(decode(bytes, budgets.request));
  } catch {
    return null;
  }
  return request.type === 'call' ? answer(request, handlers) : null;
}

/** The reply, as bytes. */
async function answer(
  { id, name, input }: Extract<Request, { type: 'call' }>,
  handlers: Handlers,
): Promise<Uint8Array> {
  try {
    return encodeReply({ type: 'answered', id, output: await dispatch(handlers, name, input) });
  } catch (thrown) {
    const error = asWorkbenchError(thrown, 'program/failed').toRecord();
    return encodeReply({ type: 'refused', id, error });
  }
}

const encodeReply = (reply: Reply): Uint8Array => encode(reply);

/** Error: contract/malformed for an unknown name or an input that does not fit; those of the handler. */
async function dispatch(handlers: Handlers, name: string, input: unknown): Promise<unknown> {
  if (!Object.hasOwn(contract, name))
    throw new WorkbenchError('contract/malformed', { problem: `there is no call "${name.slice(0, 100)}"` });
  const call = name as CallName;
  const parsed = contract[call].input.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new WorkbenchError('contract/malformed', { problem: `${name}: ${problems.join('; ')}` });
  }
  return (handlers[call] as (input: unknown) => unknown)(parsed.data);
}
