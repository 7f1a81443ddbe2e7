import type { Observation } from "../observation.ts";

import { textOf } from "./places.ts";

/** What can be done to a file that speaks for or against a package. */
export type FileDeed = "write" | "delete" | "read";

/** Calls of Node's `fs`, by what they do. What copies reads one file and writes the other. */
const calls: Readonly<Record<FileDeed, RegExp>> = {
  write: /^fs\.(?:\w*\.)?(?:write|append|createWriteStream|copy|cp|rename|link|symlink|open)/i,
  delete: /^fs\.(?:\w*\.)?(?:rm|rmdir|unlink|truncate)/i,
  read: /^fs\.(?:\w*\.)?(?:read|createReadStream|open|copy|cp)/i,
};

/** Programs and redirections of shells, by what they do; where they lie does not matter. */
const programs: Readonly<Record<FileDeed, RegExp>> = {
  write: /^(?:(?:sh|cmd) >|tee|cp|copy|xcopy|robocopy|mv|move|ren|install|ln|mklink|npm pkg|sed -i)$/,
  delete: /^(?:rm|unlink|rmdir|rd|del|erase|remove-item|rimraf|shred|find -delete)$/,
  read: /^(?:cat|tac|head|tail|more|less|type|grep|findstr|sed|awk|cut|sort|base64|xxd|od|hexdump|strings|gzip|zip|7z|tar|curl|cp|copy|xcopy|mv|move)$/,
};

/** Effects of scripts that are read and not followed. */
const effects: Readonly<Record<FileDeed, readonly string[]>> = {
  write: ["write-file", "rename-file"],
  delete: ["delete-file"],
  read: ["read-file"],
};

/** Whether an observation is of this being done to a file: by a call, by a program of a shell, or by a script in another language. */
export function isDeed(deed: FileDeed, seen: Observation): boolean {
  const { kind, api } = seen;
  if (kind !== "file") return false;
  if (api.startsWith("fs.")) return calls[deed].test(api);
  return programs[deed].test(programOf(api)) || effects[deed].includes(textOf(seen, "effect"));
}

function programOf(api: string): string {
  return (api.split(/[\\/]/).at(-1) ?? "").toLowerCase().replace(/\.(?:exe|cmd)$/, "");
}
