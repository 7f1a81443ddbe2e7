/** The line of a dependency in a manifest, from 1. */
export function lineOf(manifest: Buffer, name: string): number {
  const at = manifest.indexOf(`${JSON.stringify(name)}:`);
  if (at < 0) return 1;
  let line = 1;
  for (let next = manifest.indexOf(10); next >= 0 && next < at; next = manifest.indexOf(10, next + 1))
    line += 1;
  return line;
}

/** A folder below a place; `undefined` for what leads out of it. */
export function resolveFolder(base: string, folder: string): string | undefined {
  const parts: string[] = [];
  for (const part of `${base}/${folder}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
