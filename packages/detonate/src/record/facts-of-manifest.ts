import type { BaseDisk } from "../disk/base-disk.ts";

/** What npm runs, and the names that commands have: who changes them changes what is run. */
const runMembers = ["scripts", "name"] as const;
/** Endings by which Windows knows programs; a command that leads to the native twin of its file is the same command. */
const programEnding = /\.(?:exe|cmd)(?=")/gi;
/** What of a project's manifest says what is run and installed. */
const projectMembers = [
  "scripts",
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "overrides",
  "resolutions",
  "packageManager",
  "pnpm",
  "imports",
  "main",
  "bin",
] as const;

/** Where the two manifests are, and what is written to the one in question. */
export interface WrittenManifest {
  readonly packageFolder: string;
  readonly project: string;
  readonly content: unknown;
}

/** What is known of a manifest that is written: `keepsScripts` of the package's own, `isRewired` of the project's. */
export function factsOfManifest(
  base: BaseDisk,
  place: string,
  { packageFolder, project, content }: WrittenManifest,
): Readonly<Record<string, unknown>> {
  const isOf = (folder: string): boolean => isSame(base, place, base.places.join(folder, "package.json"));
  if (isOf(packageFolder)) return keepsScripts(base, place, content) ? { keepsScripts: true } : {};
  return isOf(project) && isRewired(base, place, content) ? { isRewired: true } : {};
}

function isSame({ places }: BaseDisk, left: string, right: string): boolean {
  return places.keyOf(left) === places.keyOf(right);
}

function keepsScripts(base: BaseDisk, place: string, content: unknown): boolean {
  const before = base.nodes.get(base.places.keyOf(place))?.content;
  const [old, written] = [before, content].map((text) => manifestOf(text));
  return (
    old !== undefined &&
    written !== undefined &&
    runMembers.every((name) => JSON.stringify(old[name]) === JSON.stringify(written[name])) &&
    commandsOf(old) === commandsOf(written)
  );
}

/** Whether another manifest stands there that runs or installs something else; one that is none breaks the project. */
function isRewired(base: BaseDisk, place: string, content: unknown): boolean {
  const before = base.nodes.get(base.places.keyOf(place))?.content;
  const [old, written] = [before, content].map((text) => manifestOf(text));
  return (
    old !== undefined &&
    written !== undefined &&
    projectMembers.some((name) => !isCovered(old[name], written[name]))
  );
}

/** Whether nothing is there that was not there before, in the same words. */
function isCovered(old: unknown, written: unknown): boolean {
  if (typeof written !== "object" || written === null) return written === undefined || written === old;
  return Object.entries(written).every(([name, value]) => {
    const before: unknown = typeof old === "object" && old !== null ? Reflect.get(old, name) : undefined;
    return JSON.stringify(before) === JSON.stringify(value);
  });
}

function commandsOf({ bin }: Readonly<Record<string, unknown>>): string {
  return (JSON.stringify(bin) ?? "").replaceAll(programEnding, "");
}

function manifestOf(content: unknown): Readonly<Record<string, unknown>> | undefined {
  const text = content instanceof Uint8Array ? Buffer.from(content).toString() : content;
  if (typeof text !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    // Checked to be an object; members are compared as they are.
    return typeof value === "object" && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
