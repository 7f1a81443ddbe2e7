import { failed, said, textAt } from "../command-call.ts";
import type { CommandResult, ProgramCall } from "../command-call.ts";

const depthMax = 8;

type Members = Record<string, unknown>;

/** `npm pkg set` and `delete`, on the manifest of the folder that npm is started in. */
export function editManifest(call: ProgramCall, words: readonly string[]): CommandResult {
  const [verb = "", ...rest] = words;
  const { process } = call.scene;
  const path = process.disk.places.resolve(call.folder, "package.json");
  const manifest = membersOf(textAt(call, path));
  if (manifest === undefined) return failed("npm error code ENOENT\n");
  if (!/^(?:set|delete|rm)$/.test(verb)) return said("{}\n");
  for (const word of rest) {
    const at = word.indexOf("=");
    const keys = keysOf(verb === "set" && at > 0 ? word.slice(0, at) : word);
    if (verb !== "set") change(manifest, keys, undefined);
    else if (at > 0) change(manifest, keys, word.slice(at + 1));
  }
  const content = `${JSON.stringify(manifest, undefined, 2)}\n`;
  process.observe({ kind: "file", api: "npm pkg", data: { path, content } });
  process.disk.write(path, Buffer.from(content));
  return said("");
}

function membersOf(text: string | undefined): Members | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    // A copy without a prototype, whose members are used as they are.
    return typeof value === "object" && value !== null ? bare(value) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Security: keys come from a command, so nothing that has a prototype is changed by them. */
function bare(value: object): Members {
  const members: Members = Object.create(null);
  for (const [name, inner] of Object.entries(value)) members[name] = inner;
  return members;
}

function keysOf(path: string): readonly string[] {
  return path
    .split(/[.[\]]+/)
    .filter((key) => key !== "")
    .slice(0, depthMax);
}

function change(members: Members, keys: readonly string[], value: string | undefined): void {
  const [key = "", ...rest] = keys;
  if (key === "") return;
  if (rest.length > 0) {
    const inner = members[key];
    const below = bare(typeof inner === "object" && inner !== null ? inner : {});
    change(below, rest, value);
    members[key] = below;
  } else if (value === undefined) delete members[key];
  else members[key] = value;
}
