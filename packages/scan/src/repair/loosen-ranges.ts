import { clientOf } from "../client-commands.ts";
import type { Dependent, GraphView } from "../graph-view.ts";
import { allowsAll, plainRange } from "./choose-version.ts";
import { setJsonMember } from "./edit-json.ts";
import { editPnpmWorkspace } from "@lockkeeper/lockfile";
import type { GraphRoot } from "@lockkeeper/lockfile";
import type { LockEditor } from "./lock-editor.ts";
import type { Move } from "./npm-move.ts";
import type { RepairState } from "./repair-state.ts";
import type { MoveWish } from "./repair.ts";

/** A move that some who depend on the package do not allow. */
export interface Loosening {
  readonly wish: MoveWish;
  readonly view: GraphView;
  readonly state: RepairState;
  readonly move: Move;
  /** Those who do not allow the version. */
  readonly strict: readonly Dependent[];
  readonly editor: LockEditor;
}

/** Files with their new texts. */
type Texts = Map<string, string>;

/**
 * Raises the project's own ranges, and forces the version on packages that do not allow it; texts that change are set.
 * Answers why it cannot be done.
 */
export function loosenRanges(texts: Texts, loosening: Loosening): string | undefined {
  const { view, strict } = loosening;
  const fault = strict.some(({ from }) => from !== undefined) ? forceVersion(texts, loosening) : undefined;
  if (fault !== undefined) return fault;
  for (const root of view.graph.roots) {
    const why = raiseRoot(texts, root, loosening);
    if (why !== undefined) return why;
  }
  return undefined;
}

function raiseRoot(
  texts: Texts,
  root: GraphRoot,
  { wish, view, state, move, editor }: Loosening,
): string | undefined {
  const file = root.folder === "." ? "package.json" : `${root.folder}/package.json`;
  const manifest = state.project.manifests.find((each) => each.file === file);
  for (const { name, range, field } of manifest?.dependencies ?? []) {
    const edge = root.dependencies.find((each) => each.name === name);
    const target = edge?.to === undefined ? undefined : view.graph.packages[edge.to];
    if (target === undefined || !isMeant(target, wish) || allowsAll([range], move.to)) continue;
    const raised = raisedRange(range, move.to, wish.goal === "away");
    if (raised === undefined)
      return `${file} asks for ${name} as ${JSON.stringify(range.slice(0, 80))}, which is no range`;
    if (field === "peerDependencies") return `${file} has ${name} as a peer`;
    texts.set(file, setJsonMember(textOf(texts, file, state), [field, name], raised));
    const repeated = { folder: root.folder, field, name, from: range, to: raised };
    texts.set(wish.file, editor.setRange(textOf(texts, wish.file, state), repeated));
  }
  return undefined;
}

function textOf(texts: Texts, file: string, state: RepairState): string {
  return texts.get(file) ?? state.texts.get(file) ?? "";
}

/** A range for another version, written as the one before; exact where nothing else may come back. */
function raisedRange(range: string, version: string, isExact: boolean): string | undefined {
  const parts = /^(npm:(?:@[^@/]{1,214}\/)?[^@/]{1,214}@)?([~^]?)(.*)$/.exec(range);
  if (parts === null || plainRange(range) === undefined) return undefined;
  const [, alias = "", operator = "", rest = ""] = parts;
  const isPlain = /^v?\d+\.\d+\.\d+/.test(rest);
  const sign = isPlain ? operator : "^";
  return `${alias}${isExact ? "" : sign}${version}`;
}

/** Writes down that packages get a version which they do not allow. */
function forceVersion(texts: Texts, loosening: Loosening): string | undefined {
  const { wish, view, state, move, strict, editor } = loosening;
  const { overrides, packages, roots } = view.graph;
  if (state.texts.get("package.json") === undefined) return "there is no package.json to force a version in";
  const holders = [
    ...new Set(strict.flatMap(({ from }) => (from === undefined ? [] : [packages[from]?.name ?? ""]))),
  ];
  const isNamed = overrides.some(({ selector }) =>
    [move.name, ...holders].some((name) => selector.includes(name)),
  );
  if (isNamed) return "the project's own overrides name it already";
  const isAlone = packages.every(({ name, version }) => name !== move.name || version === move.from);
  const isDirect = roots.some(({ dependencies }) => dependencies.some(({ name }) => name === move.name));
  const below = isAlone && !isDirect ? [undefined] : holders;
  for (const holder of below) {
    const selector = holder === undefined ? [move.name] : [holder, move.name];
    writeForced(texts, selector, loosening);
    const forced = { selector: selector.join(">"), range: move.to };
    texts.set(wish.file, editor.setForced(textOf(texts, wish.file, state), forced));
  }
  return undefined;
}

const workspaceFile = "pnpm-workspace.yaml";

/** Where each client looks for it: pnpm in its workspace file, where there is one. */
function writeForced(texts: Texts, selector: readonly string[], { view, state, move }: Loosening): void {
  const client = clientOf(view.graph.source);
  const workspace = texts.get(workspaceFile) ?? state.texts.get(workspaceFile);
  if (client === "pnpm" && workspace !== undefined) {
    texts.set(workspaceFile, editPnpmWorkspace(workspace, [{ name: selector.join(">"), range: move.to }]));
    return;
  }
  const paths = {
    npm: ["overrides", ...selector],
    bun: ["overrides", ...selector],
    pnpm: ["pnpm", "overrides", selector.join(">")],
    "yarn-classic": ["resolutions", selector.join("/")],
    "yarn-berry": ["resolutions", selector.join("/")],
  } as const;
  texts.set("package.json", setJsonMember(textOf(texts, "package.json", state), paths[client], move.to));
}

/** Whether a locked package is the one that a wish is about. */
export function isMeant(
  each: { readonly name: string; readonly version: string; readonly kind: string },
  { name, from }: MoveWish,
): boolean {
  return each.name === name && each.version === from && each.kind === "registry";
}
