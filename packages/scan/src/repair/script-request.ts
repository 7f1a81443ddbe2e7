import { ownScripts, renderClient } from "@lockkeeper/clients";
import type { Client, ClientSettings } from "@lockkeeper/clients";
import { unreachable } from "@lockkeeper/core";
import { createPatternIndex } from "@lockkeeper/policy";

import { clientOf } from "../client-commands.ts";
import { setJsonMember } from "./edit-json.ts";
import type { JsonValue } from "./edit-json.ts";
import { editSetting } from "./edit-setting.ts";
import { isRecord } from "./npm-entry.ts";
import type { RepairState } from "./repair-state.ts";
import type { TextChange } from "./repair.ts";
import type { RepairParts, WorkedRequest } from "./worked-request.ts";

/**
 * Has a client run no install scripts but those of packages that the policy expects them of, in the client's own form.
 * What nobody judged is allowed by nobody.
 */
export function workScripts(file: string, state: RepairState, { knowledge }: RepairParts): WorkedRequest {
  const scanned = state.project.graphs.find((each) => each.file === file);
  const kind = clientOf(scanned?.graph.source ?? "npm");
  const settings = state.project.settings.find(({ client }) => client.kind === kind);
  if (scanned === undefined || settings === undefined || !ownScripts(settings).areRun)
    return { kind: "gone" };
  const found = state.findings.filter((each) => each.id === "install-script" && each.file === file);
  const names = [...new Set(found.flatMap(({ name = "" }) => (name === "" ? [] : [name])))].toSorted();
  const expected = createPatternIndex(knowledge.policy.installScripts.allow, (match) => match);
  const allowed = names.filter((name) =>
    expected.find(name).some(({ pattern: { range } }) => range === undefined),
  );
  const outcome = writeFor(settings, allowed, state);
  if (typeof outcome === "string") return { kind: "refused", why: outcome, command: undefined };
  const off = names.length - allowed.length;
  const but = allowed.length === 0 ? "" : `, but those of ${allowed.slice(0, 5).join(", ")}`;
  return {
    kind: "worked",
    title: `run no install scripts${but}`,
    risk: "moderate",
    riskReason: `${off === 1 ? "a package that builds" : `${off} packages that build`} something at install may not work until somebody looked at ${off === 1 ? "it" : "them"} and allows ${off === 1 ? "it" : "them"}`,
    changes: outcome,
  };
}

type Outcome = readonly TextChange[] | string;

function writeFor({ client }: ClientSettings, allowed: readonly string[], state: RepairState): Outcome {
  switch (client.kind) {
    case "npm":
      return client.major < 12 ? allOff(client, allowed, state) : tableOfNpm(allowed, state);
    case "pnpm":
      return client.major < 10
        ? inManifest(state, ["pnpm", "onlyBuiltDependencies"], [...allowed])
        : "pnpm runs all of them as it is told to: the setting that does so has to go first";
    case "yarn-classic":
      return allOff(client, allowed, state);
    case "yarn-berry":
      return ofBerry(allowed, state);
    case "bun":
      return inManifest(state, ["trustedDependencies"], [...allowed]);
    default:
      return unreachable(client.kind);
  }
}

const ownLifecycle: ReadonlySet<string> = new Set([
  "preinstall",
  "install",
  "postinstall",
  "prepare",
  "prepublish",
  "dependencies",
]);

/** npm up to 11 and Yarn 1 run all or none, the project's own among them. */
function allOff(client: Client, allowed: readonly string[], state: RepairState): Outcome {
  const [first] = allowed;
  const name = renderClient(client);
  if (first !== undefined)
    return `${name} runs the install scripts of all packages or of none, and the policy expects those of ${first}: a newer client can tell them apart`;
  const own = ownScriptOf(state);
  if (own !== undefined)
    return `${name} would not run the project's own "${own}" either: have it run by hand or in a pipeline, then switch install scripts off`;
  if (client.kind === "npm") {
    const setting = {
      file: ".npmrc",
      format: "ini",
      table: "",
      key: "ignore-scripts",
      value: "true",
    } as const;
    return change(state, ".npmrc", (text) => editSetting(text, setting));
  }
  return change(state, ".yarnrc", (text) => {
    const rest = text.replace(/^[ \t]*"?ignore-scripts"?[ \t][^\n]*\r?\n?/gm, "");
    return `${rest}${rest === "" || rest.endsWith("\n") ? "" : "\n"}ignore-scripts true\n`;
  });
}

/** Scripts that an installation runs, or that npm runs around others. */
function ownScriptOf({ texts }: RepairState): string | undefined {
  const scripts = manifestOf(texts)["scripts"];
  const names = isRecord(scripts) ? Object.keys(scripts) : [];
  return names.find((name) => ownLifecycle.has(name) || names.some((each) => isAround(name, each)));
}

function isAround(name: string, other: string): boolean {
  return name === `pre${other}` || name === `post${other}`;
}

function manifestOf(texts: RepairState["texts"]): Readonly<Record<string, JsonValue>> {
  const document: unknown = JSON.parse((texts.get("package.json") ?? "{}").replace(/^\uFEFF/, ""));
  return isRecord(document) ? document : {};
}

function tableOfNpm(allowed: readonly string[], state: RepairState): Outcome {
  if (allowed.length === 0)
    return "npm runs all of them as it is told to: the setting that does so has to go first";
  return change(state, "package.json", (text) =>
    allowed.reduce((edited, name) => setJsonMember(edited, ["allowScripts", name], true), text),
  );
}

function ofBerry(allowed: readonly string[], state: RepairState): Outcome {
  const setting = { format: "yaml", table: "", key: "enableScripts", value: "false" } as const;
  const off = change(state, ".yarnrc.yml", (text) => editSetting(text, { ...setting, file: ".yarnrc.yml" }));
  if (allowed.length === 0) return off;
  const built = change(state, "package.json", (text) =>
    allowed.reduce((edited, name) => setJsonMember(edited, ["dependenciesMeta", name, "built"], true), text),
  );
  return typeof off === "string" || typeof built === "string" ? off : [...off, ...built];
}

function inManifest(state: RepairState, path: readonly string[], value: readonly string[]): Outcome {
  return change(state, "package.json", (text) => setJsonMember(text, path, value));
}

function change({ texts }: RepairState, file: string, edit: (text: string) => string): Outcome {
  const before = texts.get(file);
  if (before === undefined && file === "package.json") return "there is no package.json to write it to";
  const after = edit(before ?? "");
  return after === before ? "it is written there already" : [{ file, before, after }];
}
