import { isMap, listAt, mapAt, textAt, textsOf } from "./definition-yaml.ts";
import type { DefinitionMap, DefinitionValue } from "./definition-yaml.ts";
import { installCertaintyOf } from "./install-command.ts";
import type { InstallCertainty } from "./install-command.ts";

/** A job of GitLab's pipelines, with what it takes over from templates and defaults. */
export interface GitLabJob {
  readonly id: string;
  readonly map: DefinitionMap;
  readonly install: InstallCertainty;
  /** Names of the variables that the definition sets for it. */
  readonly variables: readonly string[];
  /** The text of its commands. */
  readonly script: string;
}

const reserved: ReadonlySet<string> = new Set([
  "default",
  "include",
  "image",
  "services",
  "stages",
  "types",
  "before_script",
  "after_script",
  "variables",
  "cache",
  "workflow",
  "spec",
  "pages:deploy",
]);
const maxExtends = 8;

/** The jobs of a definition; templates (`.name`) are no jobs. */
export function gitLabJobs(root: DefinitionMap): readonly GitLabJob[] {
  return [...root].flatMap(([id, value]) => {
    if (reserved.has(id) || id.startsWith(".") || !isMap(value)) return [];
    const map = withTemplates(root, value, 0);
    if (!map.has("script") && !map.has("trigger") && !map.has("run")) return [];
    const script = scriptOf(root, map);
    const variables = [...mapAt(root, "variables").keys(), ...mapAt(map, "variables").keys()];
    return [{ id, map, script, variables, install: installCertaintyOf(script) }];
  });
}

/** What a job says counts before what its templates say; of several the last one does. */
function withTemplates(root: DefinitionMap, map: DefinitionMap, depth: number): DefinitionMap {
  if (depth >= maxExtends) return map;
  const merged = new Map<string, DefinitionValue>();
  for (const name of listAt(map, "extends")) {
    const template = typeof name === "string" ? root.get(name) : undefined;
    if (!isMap(template)) continue;
    for (const [key, value] of withTemplates(root, template, depth + 1))
      merged.set(key, join(merged.get(key), value));
  }
  for (const [key, value] of map) merged.set(key, join(merged.get(key), value));
  return merged;
}

/** GitLab merges maps, and lets everything else take the place of what was there. */
function join(before: DefinitionValue | undefined, after: DefinitionValue): DefinitionValue {
  return isMap(before) && isMap(after) ? new Map([...before, ...after]) : after;
}

function scriptOf(root: DefinitionMap, map: DefinitionMap): string {
  const defaults = mapAt(root, "default");
  const parts = ["before_script", "script", "after_script"].flatMap((key) => [
    ...textsOf(map.get(key) ?? defaults.get(key) ?? root.get(key)),
  ]);
  return parts.join("\n");
}

/** Where a job is told to take a pipeline from that was not read: another project, an address, a template of GitLab's. */
export function foreignIncludes(root: DefinitionMap): readonly string[] {
  return listAt(root, "include").flatMap((include) => {
    if (typeof include === "string") return /^https?:/.test(include) ? [include] : [];
    if (!isMap(include)) return [];
    return ["remote", "project", "template", "component"].flatMap((key) => {
      const value = textAt(include, key);
      return value === undefined ? [] : [`${key} ${value}`];
    });
  });
}
