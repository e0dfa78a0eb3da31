/**
 * The token that this page was opened with. It is kept for the tab alone (sessionStorage), never in a cookie, which
 * browsers would send to every port of this machine; another tab of the same program may ask for it, since only pages of
 * the same address and port hear each other.
 */

const key = 'ffwb/token';
const parameter = 'token';
const channelName = 'ffwb/token';
/** How long other tabs may take to answer, in milliseconds. */
const patienceMs = 300;

/** What of a page is used here. */
export interface PageWorld {
  readonly location: Pick<Location, 'href'>;
  readonly history: Pick<History, 'replaceState' | 'state'>;
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly BroadcastChannel: typeof BroadcastChannel;
}

type Message = { readonly asks: true } | { readonly token: string };

export class PageToken {
  readonly #worldOf: () => PageWorld;
  #token: string | null = null;
  #channel: BroadcastChannel | null = null;

  /** `worldOf`: the page, once there is one. */
  constructor(worldOf: () => PageWorld) {
    this.#worldOf = worldOf;
  }

  get #world(): PageWorld {
    return this.#worldOf();
  }

  /** From the page's address, which it leaves; from this tab's memory; or from another tab. null: none of them. */
  async find(): Promise<string | null> {
    this.#token ??= this.#fromAddress() ?? this.#world.sessionStorage.getItem(key);
    this.#token ??= await this.#fromOtherTab();
    if (this.#token !== null) {
      this.#world.sessionStorage.setItem(key, this.#token);
      this.#answerOthers(this.#token);
    }
    return this.#token;
  }

  /** The program does not know it. */
  forget(): void {
    this.#token = null;
    this.#world.sessionStorage.removeItem(key);
    this.#channel?.close();
    this.#channel = null;
  }

  /** It leaves the address, so that it stands in no bookmark and no screenshot. */
  #fromAddress(): string | null {
    const address = new URL(this.#world.location.href);
    const token = address.searchParams.get(parameter);
    if (token === null) return null;
    address.searchParams.delete(parameter);
    this.#world.history.replaceState(this.#world.history.state, '', address.href);
    return token;
  }

  #fromOtherTab(): Promise<string | null> {
    const channel = new this.#world.BroadcastChannel(channelName);
    return new Promise((resolve) => {
      const end = (token: string | null): void => {
        clearTimeout(timer);
        channel.close();
        resolve(token);
      };
      const timer = setTimeout(() => end(null), patienceMs);
      channel.onmessage = ({ data }: MessageEvent<Message>) =>
        'token' in data ? end(data.token) : undefined;
      channel.postMessage({ asks: true } satisfies Message);
    });
  }

  #answerOthers(token: string): void {
    if (this.#channel !== null) return;
    const channel = new this.#world.BroadcastChannel(channelName);
    this.#channel = channel;
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if ('asks' in data) channel.postMessage({ token } satisfies Message);
    };
  }
}

export const pageToken = new PageToken(() => window);
