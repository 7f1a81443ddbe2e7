import { isPageName } from "@lockkeeper/scan";

/** What a file of a project is for a scan. */
export type ProjectFileKind = "lockfile" | "manifest" | "runner" | "bill" | "page";

const lockfiles: ReadonlySet<string> = new Set([
  "package-lock.json",
  "npm-shrinkwrap.json",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
  "deno.lock",
  "vlt-lock.json",
]);
const pnpmLockfile = /^pnpm-lock(?:\..{1,200})?\.yaml$/;
const bills = /(?:^|\.)(?:bom|sbom|cdx|spdx)\.json$/i;

/** Configurations that make a tool start commands, relative to a project's folder. */
export const runnerFiles: readonly string[] = [
  ".mcp.json",
  "mcp.json",
  ".vscode/mcp.json",
  ".vscode/settings.json",
  ".vscode/tasks.json",
  ".cursor/mcp.json",
  ".claude/settings.json",
  ".claude/settings.local.json",
  ".gemini/settings.json",
  ".windsurf/mcp_config.json",
  ".roo/mcp.json",
  ".amazonq/mcp.json",
  ".zed/settings.json",
  "claude_desktop_config.json",
  "opencode.json",
];
/** Hidden folders in which they lie, and the names of those that lie in the project's folder itself. */
const runnerNames: ReadonlySet<string> = new Set(runnerFiles.map((file) => file.split("/", 1)[0] ?? file));

/** What a file or folder means by its name alone; `undefined` for what a scan passes over. */
export function kindOfName(name: string): ProjectFileKind | undefined {
  if (lockfiles.has(name) || pnpmLockfile.test(name)) return "lockfile";
  if (name === "package.json") return "manifest";
  if (runnerNames.has(name)) return "runner";
  if (bills.test(name)) return "bill";
  return isPageName(name) ? "page" : undefined;
}

const unvisited: ReadonlySet<string> = new Set(["node_modules", "bower_components"]);

/** Whether a folder may hold projects: hidden ones hold caches, and others what is installed. */
export function isVisited(folder: string): boolean {
  return !folder.startsWith(".") && !unvisited.has(folder);
}
