import type { CommandForm, PlacedUse } from "./command-files.ts";
import { readCommandFile } from "./command-files.ts";

/** An image into which the manifest is copied without the lockfile has every range resolved anew. */
export function readUses(form: CommandForm, bytes: Uint8Array): readonly PlacedUse[] {
  const text = new TextDecoder().decode(bytes);
  const uses = readCommandFile(form, text);
  if (form !== "dockerfile" || !isCopiedAlone(text)) return uses;
  return uses.map((use) => (use.kind === "install" ? { ...use, ignoresLock: true } : use));
}

function isCopiedAlone(dockerfile: string): boolean {
  const copies = dockerfile.split("\n").filter((line) => /^\s*(?:COPY|ADD)\s/i.test(line));
  const install = dockerfile.search(/^\s*RUN\s/im);
  const before = copies.filter((line) => install < 0 || dockerfile.indexOf(line) < install);
  const takesAll = before.some((line) =>
    /\s\.{1,2}\/?(?:\s|$)|\*|lock|shrinkwrap/i.test(line.replace(/\s\S+\s*$/, " ")),
  );
  return before.some((line) => line.includes("package.json")) && !takesAll;
}
