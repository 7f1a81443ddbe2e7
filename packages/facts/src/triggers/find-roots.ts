import type { AutorunFile, ManifestFacts, Trigger } from "../package-facts.ts";

/** A file that something outside the package starts or loads. */
export interface TriggerRoot {
  readonly trigger: Trigger;
  readonly path: string;
  /** What does: a field of the manifest, a file of a tool, a kind of file. */
  readonly by: string;
}

/** What tells the roots. */
export interface RootParts {
  readonly manifest: ManifestFacts;
  readonly autoruns: readonly AutorunFile[];
  readonly paths: readonly string[];
  readonly resolveFile: (path: string) => string | undefined;
}

/** Names of files and folders that serve the package's own development. */
export const developmentPath: RegExp =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|spec|specs|e2e|bench(?:marks?)?|examples?|demos?|fixtures?|docs?|website|storybook|\.storybook|\.github|\.circleci|coverage|perf|tools?|scripts?|build|tasks?)\/|(?:^|\/)(?:gulpfile|gruntfile|karma|jest|rollup|webpack|vite|vitest|babel|postcss|tailwind|eslint|prettier|commitlint|tsup|release|metro|ava|cypress|playwright)[\w.-]*\.[cm]?[jt]s$|\.(?:test|spec|stories|bench)\.[cm]?[jt]sx?$|(?:^|\/)\.[\w.-]+\.[cm]?js$/i;

/** Bundles that pages load, when nothing names them. */
const bundlePath =
  /\.(?:min|umd|iife|global|browser|bundle)(?:\.(?:min|prod|production|dev|development))?\.js$/i;
const browserConditions =
  /^(?:browser|unpkg|jsdelivr|umd:main|react-native|svelte)\b|\s(?:browser|worker|webworker|react-native|workerd|edge-light)\b/;

/** Finds the files that installs aside, which start commands, anything outside the package runs. */
export function findRoots({ manifest, autoruns, paths, resolveFile }: RootParts): readonly TriggerRoot[] {
  const roots: TriggerRoot[] = [];
  const add = (trigger: Trigger, path: string, by: string): void => {
    const file = resolveFile(path);
    if (file !== undefined) roots.push({ trigger, path: file, by });
  };
  for (const { path, tool } of autoruns) roots.push({ trigger: "tool", path, by: tool });
  for (const { field, path } of manifest.entries) {
    // What `imports` names is reached from inside alone.
    if (!field.startsWith("imports")) add(browserConditions.test(field) ? "browser" : "import", path, field);
  }
  for (const { command, path } of manifest.bins) add("bin", path, `bin.${command}`);
  for (const path of paths) {
    if (developmentPath.test(path)) roots.push({ trigger: "development", path, by: "its name" });
    else if (bundlePath.test(path)) roots.push({ trigger: "browser", path, by: "its name" });
  }
  return roots;
}

/** What tells which files a user of the package may name besides those of the manifest. */
export interface DeepImportParts {
  readonly paths: readonly string[];
  /** Whether the manifest has `exports`, which forbid all others. */
  readonly hasExports: boolean;
  /** Files that are loaded with the package. */
  readonly imported: ReadonlySet<string>;
  /** Whether something else runs a file. */
  readonly isTaken: (path: string) => boolean;
}

/** Files that a user can load by their paths: those in the folders of what is loaded, and the root's but for scripts. */
export function findDeepImports({
  paths,
  hasExports,
  imported,
  isTaken,
}: DeepImportParts): readonly TriggerRoot[] {
  if (hasExports) return [];
  const folders = new Set([...imported].map(folderOf).filter((folder) => folder !== ""));
  return paths
    .filter((path) => /\.[cm]?js$/.test(path) && !developmentPath.test(path) && !isTaken(path))
    .filter((path) => (path.includes("/") ? folders.has(folderOf(path)) : !scriptName.test(path)))
    .map((path) => ({ trigger: "import", path, by: "its path" }));
}

const scriptName =
  /^(?:build|make|install|(?:pre|post)[\w-]+|setup|prepare|release|publish|tests?|bench\w*|cli|server|example\w*|demo\w*|bin|run|start|dev|copy|clean|generate|update\w*)[.-]/i;

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
