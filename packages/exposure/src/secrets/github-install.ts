import { isMap, listAt, mapAt, textAt, textsOf } from "./definition-yaml.ts";
import type { DefinitionMap, DefinitionValue } from "./definition-yaml.ts";
import { installCertaintyOf, likelierInstall } from "./install-command.ts";
import type { InstallCertainty } from "./install-command.ts";

/** The definitions of actions in the repository, by their folder. */
export type LocalActions = ReadonlyMap<string, DefinitionMap>;

/** Actions whose purpose is to install what a project depends on. */
const installers: ReadonlySet<string> = new Set([
  "bahmutov/npm-install",
  "cypress-io/github-action",
  "borales/actions-yarn",
  "wyvox/action-setup-pnpm",
]);

const maxNesting = 5;

/** The steps of a job or of a composite action. */
export function stepsOf(map: DefinitionMap): readonly DefinitionMap[] {
  return listAt(map, "steps").filter(isMap);
}

/** Says whether a step installs packages. */
export function installCertaintyOfStep(
  step: DefinitionMap,
  actions: LocalActions,
  depth = 0,
): InstallCertainty {
  const run = textAt(step, "run");
  if (run !== undefined) return installCertaintyOf(run);
  const uses = textAt(step, "uses");
  if (uses === undefined) return "does-not";
  const byInputs = textsOf(step.get("with")).map(installCertaintyOf).reduce(likelierInstall, "does-not");
  return likelierInstall(certaintyOfAction(uses, step, { actions, depth }), surely(byInputs));
}

/** An input that only looks like a script is most often a path or a name. */
function surely(certainty: InstallCertainty): InstallCertainty {
  return certainty === "installs" ? certainty : "does-not";
}

function certaintyOfAction(
  uses: string,
  step: DefinitionMap,
  { actions, depth }: { readonly actions: LocalActions; readonly depth: number },
): InstallCertainty {
  if (uses.startsWith("./")) {
    const action = actions.get(uses.slice(2).replace(/\/$/, ""));
    if (action === undefined || depth >= maxNesting) return "may-install";
    const runs = mapAt(action, "runs");
    if (textAt(runs, "using") !== "composite") return "may-install";
    return stepsOf(runs)
      .map((inner) => installCertaintyOfStep(inner, actions, depth + 1))
      .reduce(likelierInstall, "does-not");
  }
  if (uses.startsWith("docker://")) return "may-install";
  const name = uses.split("@", 1)[0]?.toLowerCase() ?? "";
  // pnpm's own action installs only when it is told to.
  if (name === "pnpm/action-setup")
    return isTold(mapAt(step, "with").get("run_install")) ? "installs" : "does-not";
  return installers.has(name) ? "installs" : "does-not";
}

function isTold(value: DefinitionValue | undefined): boolean {
  return value !== undefined && value !== "false" && value !== "null" && value !== "";
}
