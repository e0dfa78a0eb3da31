/**
 * Plain Chromium knows no scheme of the program's own, so a page of app://workbench is shown here under an https address
 * that exists nowhere. The page sees that one; the main process sees only its own.
 */

const shown = /^(blob:)?https:\/\/([a-z]+)\.app\.stand-in\.invalid(?=\/|$)/;
const own = /^(blob:)?app:\/\/([a-z]+)(?=\/|$)/;

export function shownAddress(address: string): string {
  return address.replace(
    own,
    (_, blob: string | undefined, host: string) => `${blob ?? ''}https://${host}.app.stand-in.invalid`,
  );
}

export function trueAddress(address: string): string {
  return address.replace(shown, (_, blob: string | undefined, host: string) => `${blob ?? ''}app://${host}`);
}
