import { clientOf } from "../client-commands.ts";
import { ownCooldown } from "@lockkeeper/clients";
import type { ProjectManifest } from "../project-manifest.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { ScannedGraph } from "../scan-report.ts";
import { setJsonMember } from "./edit-json.ts";
import { editSetting, replaceOnLine } from "./edit-setting.ts";
import { lockEditorOf } from "./lock-editor.ts";
import type { RepeatedRange } from "./lock-editor.ts";
import type { RepairParts, WorkedRequest } from "./worked-request.ts";
import { plainRange } from "./choose-version.ts";
import { folderOf } from "./repair-state.ts";
import type { RepairState } from "./repair-state.ts";
import { cooldownSetting } from "./settings-of-policy.ts";

/** Writes the locked versions into a manifest that nobody installs as a dependency. */
export function workPins(file: string, state: RepairState): WorkedRequest {
  const manifest = state.project.manifests.find((each) => each.file === file);
  const before = state.texts.get(file);
  if (manifest === undefined || before === undefined) return { kind: "gone" };
  if (!manifest.isPrivate)
    return refused(
      `${file} is not marked "private": exact versions in a published package keep its users from fixes`,
    );
  const folder = folderOf(file);
  const locks = state.project.graphs.filter(({ graph }) =>
    graph.roots.some((root) => root.folder === folder),
  );
  const [lock] = locks;
  if (lock === undefined || locks.length > 1)
    return refused(`${file}: there is not exactly one lockfile to take the versions from`);
  const editor = lockEditorOf(clientOf(lock.graph.source));
  const lockBefore = state.texts.get(lock.file);
  if (editor === undefined || lockBefore === undefined)
    return refused(`${file}: its lockfile is written by its client alone`);
  const pins = listPins(manifest, lock, folder);
  if (pins.length === 0) return refused(`${file}: the lockfile has no version for its ranges`);
  const after = pins.reduce((text, { field, name, to }) => setJsonMember(text, [field, name], to), before);
  const lockAfter = pins.reduce((text, pin) => editor.setRange(text, pin), lockBefore);
  return {
    kind: "worked",
    title: `pin ${String(pins.length)} ${pins.length === 1 ? "dependency" : "dependencies"} of ${file}`,
    risk: "low",
    riskReason: "the same versions as before",
    changes: [
      { file, before, after },
      { file: lock.file, before: lockBefore, after: lockAfter },
    ],
  };
}

function listPins(
  { dependencies }: ProjectManifest,
  { graph }: ScannedGraph,
  folder: string,
): readonly RepeatedRange[] {
  const root = graph.roots.find((each) => each.folder === folder);
  return dependencies.flatMap(({ field, name, range }) => {
    const edge = root?.dependencies.find((each) => each.name === name);
    const target = edge?.to === undefined ? undefined : graph.packages[edge.to];
    const isPinnable = field !== "peerDependencies" && target?.kind === "registry";
    const to = isPinnable ? pinnedRange(range, target.version) : undefined;
    return to === undefined || to === range ? [] : [{ folder, field, name, from: range, to }];
  });
}

function pinnedRange(range: string, version: string): string | undefined {
  if (plainRange(range) === undefined || version === "") return undefined;
  const alias = /^npm:(?:@[^@/]{1,214}\/)?[^@/]{1,214}@/.exec(range)?.[0] ?? "";
  return `${alias}${version}`;
}

/** Writes what the policy wants into the client's own settings of the project. */
export function workSetting(finding: ScanFinding, state: RepairState, parts: RepairParts): WorkedRequest {
  const edit = editOf(finding, state, parts);
  if (edit === undefined) return refused(finding.fix?.message ?? "a person has to decide");
  const before = state.texts.get(edit.file);
  const after = edit.change(before ?? "");
  if (after === (before ?? "")) return refused(finding.fix?.message ?? "a person has to decide");
  return {
    kind: "worked",
    title: edit.title,
    risk: "low",
    riskReason: edit.riskReason,
    changes: [{ file: edit.file, before, after }],
  };
}

interface SettingEdit {
  readonly file: string;
  readonly title: string;
  readonly riskReason: string;
  change(text: string): string;
}

function editOf(finding: ScanFinding, state: RepairState, parts: RepairParts): SettingEdit | undefined {
  const { id, file, line } = finding;
  switch (id) {
    case "no-cooldown":
    case "cooldown-unit":
      return cooldownEdit(finding, state, parts);
    case "scope-without-registry":
      return routeEdit(finding, state);
    case "tls-off":
      return line === undefined
        ? undefined
        : lineEdit(finding, (text) => text.replace(/(?<![\w-])(?:false|0)(?![\w-])/, "true"));
    case "insecure-registry":
      return line === undefined
        ? undefined
        : lineEdit(finding, (text) => text.replace(/http:\/\//i, "https://"));
    case "scripts-allowed":
      if (file.endsWith("package.json")) return memberEdit(finding, state);
      return line === undefined
        ? undefined
        : lineEdit(finding, (text) => text.replace(/(?<![\w-])true(?![\w-])/, "false"));
    default:
      return undefined;
  }
}

const titles: Readonly<Record<string, string>> = {
  "tls-off": "check certificates again",
  "insecure-registry": "ask the registry over TLS",
  "scripts-allowed": "run install scripts of named packages only",
};

function lineEdit({ file, line = 1, id }: ScanFinding, exchange: (text: string) => string): SettingEdit {
  return {
    file,
    title: `${titles[id] ?? id} in ${file}`,
    riskReason: "an installation may need what was switched off for it",
    change: (text) => replaceOnLine(text, line, exchange),
  };
}

/** A setting of pnpm within the manifest. */
function memberEdit({ file, line, id }: ScanFinding, { project }: RepairState): SettingEdit | undefined {
  const setting = project.settings
    .flatMap(({ settings }) => settings)
    .find(
      ({ origin, value }) =>
        origin.kind === "file" && origin.file === file && origin.line === line && value === true,
    );
  if (setting === undefined) return undefined;
  return {
    file,
    title: `${titles[id] ?? id} in ${file}`,
    riskReason: "an installation may need what was switched off for it",
    change: (text) => setJsonMember(text, setting.path, false),
  };
}

const plainScope = /^@[a-z0-9][a-z0-9._-]{0,100}$/i;
const plainBase = /^https:\/\/[a-z0-9.:-]{1,200}(?:\/[\w.~-]{1,100}){0,10}\/$/i;

/** The line that sends a scope to where the lockfile has it from; Yarn 2 and later have a form of their own. */
function routeEdit({ file, name = "" }: ScanFinding, { project }: RepairState): SettingEdit | undefined {
  const scanned = project.graphs.find((each) => each.file === file);
  const [scope = ""] = name.split("/");
  const resolved = scanned?.graph.packages.find((each) => each.name === name)?.resolved ?? "";
  const base = resolved.slice(0, Math.max(0, resolved.indexOf(`${name}/-/`)));
  if (scanned?.graph.source === "yarn-berry" || !plainScope.test(scope) || !plainBase.test(base))
    return undefined;
  const setting = {
    file: ".npmrc",
    format: "ini",
    table: "",
    key: `${scope}:registry`,
    value: base,
  } as const;
  return {
    file: ".npmrc",
    title: `${scope} from ${base}`,
    riskReason: "the registry that the lockfile has it from, for every client and machine",
    change: (text) => editSetting(text, setting),
  };
}

function cooldownEdit(
  { file, line }: ScanFinding,
  { project }: RepairState,
  { knowledge: { policy } }: RepairParts,
): SettingEdit | undefined {
  const said = project.settings.find((each) => {
    const { origin } = ownCooldown(each);
    return line !== undefined && origin.kind === "file" && origin.file === file && origin.line === line;
  });
  const own = said === undefined ? undefined : cooldownSetting(said.client.kind, policy.cooldown.ageMs);
  if (own !== undefined && line !== undefined && own.file !== file)
    return {
      file,
      title: `${own.value} as the minimum age of versions in ${file}`,
      riskReason: "new versions are taken later; what is locked stays",
      // Every client reads some older file of its own besides.
      change: (text) =>
        replaceOnLine(text, line, (content) =>
          content.replace(/([:=]\s{0,20}["']?)[\w.]{1,30}/, (_, mark: string) => `${mark}${own.value}`),
        ),
    };
  const wanted = project.settings
    .map(({ client }) => cooldownSetting(client.kind, policy.cooldown.ageMs))
    .find((setting) => setting?.file === file);
  if (wanted === undefined) return undefined;
  return {
    file,
    title: `${wanted.key} = ${wanted.value} in ${file}`,
    riskReason: "new versions are taken later; what is locked stays",
    change: (text) => editSetting(text, wanted),
  };
}

function refused(why: string): Extract<WorkedRequest, { readonly kind: "refused" }> {
  return { kind: "refused", why, command: undefined };
}
