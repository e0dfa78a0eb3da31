/**
 * The token that this page was opened with. It is kept for the tab alone (sessionStorage), never in a cookie, which
 * browsers would send to every port of this machine; another tab of the same program may ask for it, since only pages of
 * the same address and port hear each other.
 */

const key = 'ffwb/token';
const parameter = 'token';
const channelName = 'ffwb/token';
/** How long a page waits for other tabs before it says that it has no token, in milliseconds; it goes on listening. */
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
  readonly #refused = new Set<string>();
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
    this.#token ??= await this.#fromOtherTab(patienceMs);
    if (this.#token !== null) {
      this.#world.sessionStorage.setItem(key, this.#token);
      this.#answerOthers(this.#token);
    }
    return this.#token;
  }

  /**
   * Resolves once another tab tells one that was not forgotten here, however late: tabs in the background of a busy
   * machine answer slowly, and somebody may open the right address in a new tab.
   */
  async another(): Promise<void> {
    this.#token = await this.#fromOtherTab(Number.POSITIVE_INFINITY);
  }

  /** The program does not know it. */
  forget(): void {
    if (this.#token !== null) this.#refused.add(this.#token);
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

  #fromOtherTab(patience: number): Promise<string | null> {
    const channel = new this.#world.BroadcastChannel(channelName);
    return new Promise((resolve) => {
      const end = (token: string | null): void => {
        clearTimeout(timer);
        channel.close();
        resolve(token);
      };
      const timer = Number.isFinite(patience) ? setTimeout(() => end(null), patience) : undefined;
      channel.onmessage = ({ data }: MessageEvent<Message>) => {
        if ('token' in data && !this.#refused.has(data.token)) end(data.token);
      };
      channel.postMessage({ asks: true } satisfies Message);
    });
  }

  /** Tells it to those who wait, and to whoever asks later. */
  #answerOthers(token: string): void {
    if (this.#channel !== null) return;
    const channel = new this.#world.BroadcastChannel(channelName);
    this.#channel = channel;
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if ('asks' in data) channel.postMessage({ token } satisfies Message);
    };
    channel.postMessage({ token } satisfies Message);
  }
}

export const pageToken = new PageToken(() => window);
