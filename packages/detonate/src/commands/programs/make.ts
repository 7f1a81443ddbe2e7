import { said, textAt } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";

/** What a makefile says: its variables, and what each target needs and does. */
interface Makefile {
  readonly variables: ReadonlyMap<string, string>;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly first: string | undefined;
}

interface Rule {
  readonly needs: readonly string[];
  readonly recipe: readonly string[];
}

const lineMaxCount = 4_000;
const runMaxCount = 120;
const expandedMaxCharacters = 20_000;
const nestedMax = 8;
const assignment = /^\s*(?:export\s+)?([\w.-]{1,80})\s*(?:::?|\?|\+|!)?=\s*(.*)$/;
const ruleHead = /^([^\s#=:][^#=:]{0,200}?)\s*::?(?!=)\s*([^;]{0,2000})(?:;(.*))?$/;

/** What make is told to do by a makefile of the package is done by a shell, line by line; without one it builds something, and says nothing. */
export const makePrograms: Readonly<Record<string, Program>> = { make: runMake, gmake: runMake };

function runMake(call: ProgramCall): CommandResult {
  const { folder, name, targets, given } = readWords(call);
  const inside = { ...call, folder };
  const names = name === undefined ? ["GNUmakefile", "makefile", "Makefile"] : [name];
  const text = names.map((each) => textAt(inside, each)).find((each) => each !== undefined);
  if (text === undefined) return said("");
  const file = readMakefile(text, given);
  const run = { call: inside, file, done: new Set<string>(), left: { lines: runMaxCount } };
  let result = said("");
  for (const target of targets.length > 0 ? targets : [file.first ?? ""]) {
    const made = build(run, target);
    result = { ...made, stdout: result.stdout + made.stdout };
    if (made.status !== 0) break;
  }
  return result;
}

function readWords({ arguments: words, folder: start, scene }: ProgramCall): {
  readonly folder: string;
  readonly name: string | undefined;
  readonly targets: readonly string[];
  readonly given: ReadonlyMap<string, string>;
} {
  const { places } = scene.process.disk;
  let folder = start;
  let name: string | undefined;
  const targets: string[] = [];
  const given = new Map<string, string>();
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const assigned = assignment.exec(word);
    if (/^(?:-C|--directory)$/.test(word)) folder = places.resolve(folder, words[++at] ?? ".");
    else if (/^(?:-f|--file|--makefile)$/.test(word)) name = words[++at];
    else if (assigned !== null && !word.startsWith("-")) given.set(assigned[1] ?? "", assigned[2] ?? "");
    else if (!word.startsWith("-") && !/^\d+$/.test(word)) targets.push(word);
  }
  return { folder, name, targets, given };
}

function readMakefile(text: string, given: ReadonlyMap<string, string>): Makefile {
  const variables = new Map<string, string>();
  const rules = new Map<string, MutableRule>();
  let first: string | undefined;
  let current: readonly MutableRule[] = [];
  for (const line of text.replaceAll(/\\\r?\n[ \t]*/g, " ").split(/\r?\n/, lineMaxCount)) {
    if (line.startsWith("\t")) {
      for (const rule of current) rule.recipe.push(line.slice(1));
      continue;
    }
    if (assign(variables, line)) continue;
    const head = ruleHead.exec(line);
    if (head === null) continue;
    const targets = (head[1] ?? "").split(/\s+/);
    current = targets.map((target) => addRule(rules, target, { needs: head[2] ?? "", recipe: head[3] }));
    first ??= targets.find((target) => !target.startsWith("."));
  }
  for (const [name, value] of given) variables.set(name, value);
  return { variables, rules, first };
}

function assign(variables: Map<string, string>, line: string): boolean {
  const [, name, value = ""] = assignment.exec(line) ?? [];
  if (name !== undefined) variables.set(name, value);
  return name !== undefined;
}

interface MutableRule {
  readonly needs: string[];
  readonly recipe: string[];
}

function addRule(
  rules: Map<string, MutableRule>,
  target: string,
  { needs, recipe }: { readonly needs: string; readonly recipe: string | undefined },
): MutableRule {
  const rule = rules.get(target) ?? { needs: [], recipe: [] };
  rule.needs.push(...needs.split(/\s+/).filter((each) => each !== "" && each !== "|"));
  if (recipe !== undefined) rule.recipe.push(recipe);
  rules.set(target, rule);
  return rule;
}

interface MakeRun {
  readonly call: ProgramCall;
  readonly file: Makefile;
  readonly done: Set<string>;
  readonly left: { lines: number };
}

/** What a target needs first, then its own lines, each in a shell of its own. */
function build(run: MakeRun, target: string): CommandResult {
  const rule = run.file.rules.get(target);
  if (rule === undefined || run.done.has(target)) return said("");
  run.done.add(target);
  let stdout = "";
  for (const need of rule.needs.map((each) => expand(run, each, target))) {
    const made = build(run, need);
    stdout += made.stdout;
    if (made.status !== 0) return made;
  }
  for (const line of rule.recipe) {
    if (run.left.lines-- <= 0) break;
    const text = expand(run, line.replace(/^\s*[@+-]+/, ""), target);
    const { call } = run;
    const made = call.scene.shell({ ...call, stdin: "", depth: call.depth + 1 }, text);
    stdout += made.stdout;
    if (made.status !== 0 && !/^\s*[@+]*-/.test(line)) return { ...made, stdout };
  }
  return said(stdout);
}

function expand(run: MakeRun, text: string, target: string, depth: number = 0): string {
  if (depth > nestedMax) return "";
  const needs = run.file.rules.get(target)?.needs ?? [];
  return text
    .replaceAll(
      /\$(?:\$|([@<^])|\(shell ([^()]{1,2000})\)|[({]([\w.-]{1,80})[)}])/g,
      (whole, short: string | undefined, command: string | undefined, name: string | undefined) => {
        if (whole === "$$") return "$";
        if (short === "@") return target;
        if (short !== undefined) return short === "<" ? (needs[0] ?? "") : needs.join(" ");
        if (command !== undefined) return printed(run, expand(run, command, target, depth + 1));
        return expand(run, valueOf(run, name ?? ""), target, depth + 1);
      },
    )
    .slice(0, expandedMaxCharacters);
}

function printed({ call, left }: MakeRun, command: string): string {
  if (left.lines-- <= 0) return "";
  const { stdout } = call.scene.shell({ ...call, stdin: "", depth: call.depth + 1 }, command);
  return stdout.trim().replaceAll(/\s+/g, " ");
}

const usual: ReadonlyMap<string, string> = new Map([
  ["CC", "cc"],
  ["CXX", "c++"],
  ["MAKE", "make"],
  ["RM", "rm -f"],
  ["SHELL", "/bin/sh"],
]);

function valueOf({ file, call }: MakeRun, name: string): string {
  return file.variables.get(name) ?? call.environment[name] ?? usual.get(name) ?? "";
}
