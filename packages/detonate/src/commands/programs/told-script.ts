import { analyzeScript } from "@lockkeeper/code/scripts";
import type { Effect } from "@lockkeeper/code";

import { markOf } from "../../network/answer-request.ts";
import type { ProgramCall } from "../command-call.ts";
import { foldPython } from "./fold-python.ts";

type Language = "powershell" | "python" | "batch";
type Told = Parameters<ProgramCall["scene"]["process"]["observe"]>[0];

const effectMaxCount = 60;

/** Tells what a script does that is read and not followed: its programs, addresses and files, each as it was decoded. */
export function tellScript(
  { scene: { process }, environment }: ProgramCall,
  language: Language,
  text: string,
): void {
  const { effects } = analyzeScript({ text: language === "python" ? foldPython(text) : text, language });
  for (const effect of effects.slice(0, effectMaxCount)) {
    const told = toldEffect(effect, language, { environment, mark: markOf(process.world) });
    if (told !== undefined) process.observe(told);
  }
}

function toldEffect(
  effect: Effect,
  language: Language,
  { environment, mark }: { readonly environment: Readonly<Record<string, string>>; readonly mark: string },
): Told | undefined {
  const argument = placed(effect.argument ?? "", environment);
  const api = `${language} ${effect.api}`;
  // Kinds that are left out are no effects outside the script.
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check
  switch (effect.kind) {
    case "process":
    case "install-packages":
    case "publish":
    case "persist":
      return { kind: "process", api, data: { command: argument } };
    case "network":
      return {
        kind: "network",
        api,
        data: { url: argument, host: URL.canParse(argument) ? new URL(argument).hostname : argument },
      };
    case "dns":
      return { kind: "dns", api, data: { host: argument } };
    case "write-file":
    case "delete-file":
    case "rename-file":
    case "read-file":
    case "list-files":
    case "change-mode":
      return { kind: "file", api, data: { path: argument, effect: effect.kind } };
    case "read-environment":
    case "read-all-environment":
      return { kind: "env", api, data: { name: argument === "" ? "*" : argument } };
    case "run-code":
      // What the network answered has the mark of what is downloaded, also where nobody follows it.
      return {
        kind: "code",
        api,
        data: {
          text: argument,
          ...(effect.sources.includes("network") ? { content: `what was answered (${mark})` } : {}),
        },
      };
    default:
      return undefined;
  }
}

/** Variables that are known here are put in. */
function placed(argument: string, environment: Readonly<Record<string, string>>): string {
  return argument.replaceAll(/\$\{([A-Za-z_]\w{0,60})\}/g, (whole, name: string) => {
    const key = Object.keys(environment).find((one) => one.toLowerCase() === name.toLowerCase());
    return key === undefined ? whole : (environment[key] ?? whole);
  });
}
