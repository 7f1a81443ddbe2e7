import { listLiteralSecrets } from "../rules/literal-secrets.ts";
import type { LiteralSecret } from "../rules/literal-secrets.ts";
import { replaceOnLine } from "./edit-setting.ts";
import type { RepairState } from "./repair-state.ts";
import type { WorkedRequest } from "./worked-request.ts";

/** Names variables where a settings file holds credentials themselves. What is written and said never has their values. */
export function workSecrets(file: string, state: RepairState): WorkedRequest {
  const before = state.texts.get(file);
  const all = listLiteralSecrets(state.project.settings);
  const own = all.filter((each) => each.file === file);
  if (own.length === 0) return { kind: "gone" };
  if (before === undefined) return refused(`${file}: it is no text that can be written back byte for byte`);
  const form = formOf(file);
  if (form === undefined)
    return refused(`${file}: its client knows no variables there; take the credential out`);
  const names = nameVariables(all, [...state.texts.values()]);
  const used = new Set<string>();
  let after = before;
  for (const secret of own) {
    const name = names.get(secret.value) ?? "";
    const next = replaceSecret(after, secret, form(name));
    if (next === undefined)
      return refused(`${file}: a credential is not written in a way that can be changed`);
    after = next;
    used.add(name);
  }
  const listed = [...used].join(", ");
  return {
    kind: "worked",
    title: `${listed} instead of the ${own.length === 1 ? "credential" : "credentials"} in ${file}`,
    risk: "low",
    riskReason: `revoke what stood there, since the history has it too, and set ${listed} wherever clients run`,
    changes: [{ file, before, after }],
  };
}

/** How a client writes a variable that may be missing: Yarn 2 and later refuse to start without a default. */
function formOf(file: string): ((name: string) => string) | undefined {
  const last = file.split("/").at(-1) ?? "";
  if (last === ".yarnrc.yml") return (name) => `\${${name}:-}`;
  if (last === "bunfig.toml") return (name) => `$${name}`;
  return last === ".npmrc" ? (name) => `\${${name}}` : undefined;
}

const bases = { token: "NPM_TOKEN", password: "NPM_PASSWORD", auth: "NPM_AUTH" } as const;

/** A name for each value: the usual one where there is one value of its form, else one with the registry or scope in it. */
function nameVariables(
  secrets: readonly LiteralSecret[],
  texts: readonly string[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const secret of secrets) {
    if (names.has(secret.value)) continue;
    const base = bases[secret.form];
    const others = secrets.some(({ form, value }) => form === secret.form && value !== secret.value);
    const isInUse = texts.some((text) => text.includes(`$${base}`) || text.includes(`\${${base}`));
    const name = others || isInUse ? withSubject(base, secret) : base;
    const free = firstFree(name, taken);
    names.set(secret.value, free);
    taken.add(free);
  }
  return names;
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let count = 2; ; count += 1)
    if (!taken.has(`${name}_${String(count)}`)) return `${name}_${String(count)}`;
}

const maxSubject = 40;

function withSubject(base: string, { path, isInAddress }: LiteralSecret): string {
  const text = path.length > 1 ? path.slice(1, -1).join("_") : hostOf(path[0] ?? "");
  const subject = (isInAddress && path.length === 1 ? (path[0] ?? "") : text)
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .slice(0, maxSubject)
    .replace(/^_+|_+$/g, "");
  return subject === "" ? base : `${base}_${subject}`;
}

/** The host of `//registry.example/npm/:_authToken`. */
function hostOf(key: string): string {
  return /^\/\/([^/:]{1,200})/.exec(key)?.[1] ?? "";
}

/** The line of the setting alone: elsewhere the same letters may mean something else. A quoted value keeps its quotes. */
function replaceSecret(text: string, { line, value }: LiteralSecret, variable: string): string | undefined {
  const after = replaceOnLine(text, line, (content) => {
    const at = content.lastIndexOf(value);
    return at < 0 ? content : content.slice(0, at) + variable + content.slice(at + value.length);
  });
  if (after !== text) return quoted(after, line, variable);
  // A line that was put in before moves it.
  const at = text.lastIndexOf(value);
  return at < 0 ? undefined : text.slice(0, at) + variable + text.slice(at + value.length);
}

/** YAML reads a plain `${…}` as it is, but not what follows `: ` and holds `:-`. */
function quoted(text: string, line: number, variable: string): string {
  if (!variable.includes(":-")) return text;
  return replaceOnLine(text, line, (content) =>
    content.endsWith(`: ${variable}`) ? content.replace(variable, () => `"${variable}"`) : content,
  );
}

function refused(why: string): WorkedRequest {
  return { kind: "refused", why, command: undefined };
}
