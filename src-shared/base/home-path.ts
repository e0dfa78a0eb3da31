/** "~" and "~/x" as a shell expands them, for paths that no shell has seen. "~ada" and "a~" are plain names. */
export function expandHome(text: string, home: string): string {
  if (text === '~') return home;
  return /^~[/\\]/.test(text) ? `${home}/${text.slice(2)}` : text;
}
