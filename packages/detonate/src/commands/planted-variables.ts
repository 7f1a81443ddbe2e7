import type { ProgramCall } from "./command-call.ts";

const loads = /(?:^|\s)["']?(?:-r|--require|--import|--loader|--experimental-loader|--preload)(?:[=\s"']|$)/;

/** Variables by which programs load code that nobody named to them, with what their value must look like for it. */
const loadingVariables: ReadonlyMap<string, RegExp> = new Map([
  ["NODE_OPTIONS", loads],
  ["BUN_OPTIONS", loads],
  ["npm_config_node_options", loads],
  ["LD_PRELOAD", /./],
  ["LD_AUDIT", /./],
  ["DYLD_INSERT_LIBRARIES", /./],
  ["BASH_ENV", /./],
  ["ZDOTDIR", /./],
  ["PYTHONSTARTUP", /./],
  ["PERL5OPT", /-[mM]/],
  ["RUBYOPT", /-r/],
  ["JAVA_TOOL_OPTIONS", /-(?:javaagent|agentpath):/],
  ["GIT_SSH_COMMAND", /^(?!\s*ssh\b)\s*\S/],
  ["GIT_EXTERNAL_DIFF", /./],
  ["GIT_PROXY_COMMAND", /./],
  ["npm_config_script_shell", /./],
  ["npm_config_git", /./],
  ["npm_config_registry", /./],
  ["YARN_REGISTRY", /./],
  ["YARN_NPM_REGISTRY_SERVER", /./],
  ["PIP_INDEX_URL", /./],
]);
const byName = new Map([...loadingVariables].map(([name, pattern]) => [name.toLowerCase(), pattern]));
const shownMaxCharacters = 300;

/** Tells of variables that a program is started with, which this process was not, and which have it load something else. */
export function tellPlantedVariables({ scene: { process }, program, environment }: ProgramCall): void {
  const own = process.facts.environment;
  if (environment === own) return;
  for (const [name, value] of Object.entries(environment)) {
    if (own[name] === value || byName.get(name.toLowerCase())?.test(value) !== true) continue;
    const data = { name, value: value.slice(0, shownMaxCharacters), program };
    process.observe({ kind: "env", api: "environment", data });
  }
}

/** Modules that a variable has every program of Node load before its script. */
export function preloadsOfEnvironment(environment: Readonly<Record<string, string>>): readonly string[] {
  const words = (environment["NODE_OPTIONS"] ?? "")
    .split(/\s+/)
    .map((word) => word.replace(/^["']|["']$/g, ""));
  return words.flatMap((word, index) => {
    const [option = "", value] = word.split("=", 2);
    return ["-r", "--require", "--import"].includes(option) ? [value ?? words[index + 1] ?? ""] : [];
  });
}
