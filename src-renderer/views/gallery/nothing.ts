/** What the buttons of exhibits do: the gallery has no program to ask, and says so at its top. */
export function nothing(): void {}
