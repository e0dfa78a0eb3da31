/** Names of tensors are paths, such as "layer1/weights/image": taken apart and put together here. */

/** The entries below a path, with the path taken off. */
export function below<T>(path: string, entries: Readonly<Record<string, T>>): Record<string, T> {
  const start = `${path}/`;
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) =>
      name.startsWith(start) ? [[name.slice(start.length), value]] : [],
    ),
  );
}

export function prefixed<T>(path: string, entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [`${path}/${name}`, value]));
}

export function merged<T>(parts: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  return Object.assign({}, ...parts) as Record<string, T>;
}
