import { said } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";

/** Programs that start others. */
export const wrapperPrograms: Readonly<Record<string, Program>> = Object.fromEntries(
  "nohup exec sudo doas time nice ionice setsid stdbuf timeout env-cmd cross-env cross-env-shell builtin busybox caffeinate unbuffer xvfb-run watch chroot script dotenv"
    .split(" ")
    .map((name) => [name, startWrapped] as const),
);

function startWrapped(call: ProgramCall): CommandResult {
  const environment: Record<string, string> = { ...call.environment };
  const words = [...call.arguments];
  for (let word = words[0]; word !== undefined; word = words[0]) {
    const assigned = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word);
    if (assigned !== null) environment[assigned[1] ?? ""] = assigned[2] ?? "";
    else if (!word.startsWith("-") && !/^\d+[smhd]?$/.test(word)) break;
    words.shift();
    if (/^-[nuig]$/.test(word)) words.shift();
  }
  const [program, ...rest] = words;
  if (program === undefined) return said("");
  return call.scene.start({ ...call, program, arguments: rest, environment, depth: call.depth + 1 });
}

/** Starts a program for each word that comes in. */
export const eachPrograms: Readonly<Record<string, Program>> = {
  xargs: (call) => {
    const words = [...call.arguments];
    const at = words.findIndex((word) => word === "-I" || word.startsWith("-I"));
    const place = at === -1 ? undefined : words[at] === "-I" ? words[at + 1] : words[at]?.slice(2);
    const start = words.findIndex(
      (word, index) =>
        !word.startsWith("-") && !(index === at + 1 && words[at] === "-I") && !/^\d+$/.test(word),
    );
    if (start === -1) return said(call.stdin);
    const [program = "", ...rest] = words.slice(start);
    const items = call.stdin.split(/\s+/).filter((item) => item !== "");
    const run = (list: readonly string[]): CommandResult =>
      call.scene.start({ ...call, program, arguments: list, stdin: "", depth: call.depth + 1 });
    if (place === undefined) return run([...rest, ...items]);
    const results = items
      .slice(0, 20)
      .map((item) => run(rest.map((word) => word.replaceAll(place, () => item))));
    return said(results.map(({ stdout }) => stdout).join(""));
  },
};
