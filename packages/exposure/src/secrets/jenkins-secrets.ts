import type { ExposedPlace } from "../observation.ts";
import { isSecretName, providerOfName } from "./classify-name.ts";
import { lineOf } from "./definition-file.ts";
import type { DefinitionFile } from "./definition-file.ts";
import { readGroovy } from "./groovy-text.ts";
import type { GroovyText } from "./groovy-text.ts";
import { installCertaintyOf } from "./install-command.ts";
import { secretLimits } from "./secret-in-reach.ts";
import type { SecretInReach, SecretReach, SecretsInReach } from "./secret-in-reach.ts";

/**
 * Finds what a Jenkinsfile binds. Groovy is not parsed: strings that shells are given, and calls that bind credentials,
 * are found by their words; a binding whose braces hold an installation hands its secrets to it.
 */
export function findJenkinsSecrets(file: DefinitionFile, where: ExposedPlace): SecretsInReach {
  if (file.text.length > secretLimits.maxCharacters) {
    return { secrets: [], gaps: [{ ref: file.path, message: "it is larger than a definition may be" }] };
  }
  const source = readGroovy(file.text);
  const { code } = source;
  const install = installCertaintyOf(shellTexts(source));
  if (install === "does-not") return { secrets: [], gaps: gapsOf(file, code) };
  const found = [...bindingsOf(source), ...environmentOf(code), ...callsOf(code)];
  const secrets = found.map(({ name, reach, wanted }): SecretInReach => {
    const how =
      reach === "process" ? "hands it over in its environment" : "binds it elsewhere on the same agent";
    return {
      kind: "named",
      provider: providerOfName(name),
      name,
      reach,
      isInstallKnown: install === "installs",
      cause: `the pipeline ${install === "installs" ? "installs packages" : "runs commands that may install packages"} and ${how}`,
      ref: `${file.path}:${String(lineOf(file.text, wanted))}`,
      where,
    };
  });
  return { secrets: [...secrets, machineOf(file, where, install === "installs")], gaps: gapsOf(file, code) };
}

interface Binding {
  readonly name: string;
  readonly reach: SecretReach;
  readonly wanted: string;
}

const shellCall = /\b(?:sh|bat|powershell|pwsh|nodejs|npm|yarn|pnpm)\b/;

/** What a part of the source has in quotes, when it starts a shell at all. */
function shellTexts({ code, strings }: GroovyText, start = 0, end: number = code.length): string {
  if (!shellCall.test(code.slice(start, end))) return "";
  return strings
    .filter(({ at }) => at >= start && at < end)
    .map(({ text }) => text)
    .join("\n");
}

const idForm = /\bcredentialsId\s{0,20}:\s{0,20}["']([^"'\n]{1,200})["']/g;

function bindingsOf(source: GroovyText): readonly Binding[] {
  const { code } = source;
  const found: Binding[] = [];
  let from = 0;
  for (let count = 0; count < maxBindings; count += 1) {
    const at = code.indexOf("withCredentials", from);
    if (at === -1) return found;
    const open = code.indexOf("{", at);
    const start = open === -1 ? code.length : open;
    const isInside = installCertaintyOf(shellTexts(source, start, endOfBlock(code, start))) !== "does-not";
    const reach = isInside ? "process" : "job";
    const header = code.slice(at, Math.min(start, at + maxHeader));
    for (const [, id = ""] of header.matchAll(idForm)) found.push({ name: id, reach, wanted: id });
    from = start + 1;
  }
  return found;
}

const maxBindings = 200;
const maxHeader = 20_000;
const maxBlock = 200_000;

/** Where a brace's partner stands; braces in strings come in pairs often enough. */
function endOfBlock(code: string, open: number): number {
  let depth = 0;
  const end = Math.min(code.length, open + maxBlock);
  for (let at = open; at < end; at += 1) {
    if (code[at] === "{") depth += 1;
    if (code[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return end;
}

/** `NPM_TOKEN = credentials('npm-publish')`: the whole pipeline or stage has it in its environment. */
function environmentOf(code: string): readonly Binding[] {
  const form =
    /\b([A-Za-z_]\w{0,100})\s{0,20}=\s{0,20}credentials\s{0,20}\(\s{0,20}["']([^"'\n]{1,200})["']/g;
  return [...code.matchAll(form)].map(([, , id = ""]) => ({ name: id, reach: "process", wanted: id }));
}

/** Other calls that take credentials by their id, and variables that a shell is given. */
function callsOf(code: string): readonly Binding[] {
  const agents = [...code.matchAll(/\bsshagent\s{0,20}\(([^)]{0,1000})\)/g)].flatMap(([, list = ""]) =>
    [...list.matchAll(/["']([^"'\n]{1,200})["']/g)].map(([, id = ""]) => id),
  );
  const registries = [
    ...code.matchAll(/\bwithRegistry\s{0,20}\([^,)]{0,500},\s{0,20}["']([^"'\n]{1,200})["']/g),
  ].map(([, id = ""]) => id);
  const variables = [...code.matchAll(/\$\{?(?:env\.)?([A-Z][A-Z0-9_]{2,100})\b/g)]
    .map(([, name = ""]) => name)
    .filter(isSecretName);
  return [...new Set([...agents, ...registries, ...variables])].map((name) => ({
    name,
    reach: "job",
    wanted: name,
  }));
}

function machineOf(file: DefinitionFile, where: ExposedPlace, isInstallKnown: boolean): SecretInReach {
  return {
    kind: "every",
    provider: "ci",
    name: "whatever lies on the agent that took the job",
    reach: "host",
    isInstallKnown,
    cause: "the pipeline runs on an agent that may live on after the job, with other jobs' files",
    ref: file.path,
    where,
  };
}

function gapsOf(file: DefinitionFile, code: string): SecretsInReach["gaps"] {
  const isShared = /@Library\b|\blibrary\s{0,20}[('"]|\bload\s{0,20}[('"]/.test(code);
  if (!isShared) return [];
  return [
    { ref: file.path, message: "it calls a shared library, which was not read and may bind credentials" },
  ];
}
