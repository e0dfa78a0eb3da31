/**
 * What the two halves of the stand-in say to each other: the half that is `electron` to the built main bundle (a Node
 * process), and the half that plays Chromium (in the test's process, with Playwright).
 */

/** What may travel between the main process and the page here. */
export type Carried = string | number | boolean | null | undefined | Uint8Array;

export interface FrameInfo {
  readonly isMain: boolean;
  /** As Electron would say it: under the program's own scheme. */
  readonly url: string;
}

/** From the main process: something to do in the browser, or something to remember for the test. */
export type FromMain =
  | { readonly type: 'open-window'; readonly id: number; readonly preload: string; readonly options: unknown }
  | { readonly type: 'load'; readonly id: number; readonly url: string; readonly ask: number }
  | {
      readonly type: 'send';
      readonly id: number;
      readonly channel: string;
      readonly args: readonly Carried[];
    }
  | { readonly type: 'close-window'; readonly id: number }
  | { readonly type: 'reload'; readonly id: number }
  | { readonly type: 'answer'; readonly ask: number; readonly value: unknown }
  | { readonly type: 'record'; readonly record: Recorded };

/** What a test may want to know afterwards. */
export type Recorded =
  | { readonly what: 'window'; readonly options: Readonly<Record<string, unknown>> }
  | { readonly what: 'shown' }
  | { readonly what: 'focused' }
  | { readonly what: 'scheme'; readonly scheme: string; readonly privileges: unknown }
  | { readonly what: 'sandbox enabled' }
  | { readonly what: 'menu'; readonly template: unknown }
  | { readonly what: 'dialog'; readonly title: string; readonly content: string }
  | { readonly what: 'save dialog'; readonly options: unknown }
  | { readonly what: 'relaunch' }
  | { readonly what: 'unknown'; readonly name: string };

/** To the main process. Questions carry the number their answer comes back with. */
export type ToMain =
  | { readonly type: 'done'; readonly ask: number; readonly error: string | null }
  | { readonly type: 'first-shown'; readonly id: number }
  | { readonly type: 'navigated'; readonly id: number; readonly url: string }
  | {
      readonly type: 'ipc';
      readonly id: number;
      readonly frame: FrameInfo;
      readonly channel: string;
      readonly args: readonly Carried[];
    }
  | { readonly type: 'user-closes'; readonly id: number }
  | { readonly type: 'user-moves'; readonly id: number; readonly bounds: Bounds }
  | { readonly type: 'menu-click'; readonly label: string }
  | { readonly type: 'second-instance' }
  | { readonly type: 'crashed'; readonly id: number }
  | { readonly type: 'ask'; readonly ask: number; readonly question: Question };

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Question =
  | { readonly what: 'request'; readonly url: string; readonly method: string }
  | { readonly what: 'navigate'; readonly id: number; readonly url: string; readonly isMain: boolean }
  | { readonly what: 'open'; readonly id: number; readonly url: string }
  | { readonly what: 'permission'; readonly id: number; readonly permission: string }
  | { readonly what: 'download'; readonly url: string; readonly name: string };

/** What the main process says of a request: where it goes, or what it gets. */
export type RequestAnswer =
  | { readonly verdict: 'cancelled' }
  | { readonly verdict: 'network' }
  | {
      readonly verdict: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
    };

export interface PermissionAnswer {
  readonly onRequest: boolean;
  readonly onCheck: boolean;
}
