import { parse as parseVersion } from "semver";

import { adviceOf, findingOfFile, quote } from "../make-finding.ts";
import { lineAt } from "../project-manifest.ts";
import type { ProjectManifest } from "../project-manifest.ts";
import { readRunner } from "../runner-command.ts";
import type { StartedPackage } from "../runner-command.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { ProjectText } from "../scan-project.ts";
import { listCommands } from "../configured-commands.ts";

/** Packages that configurations of editors and agents, and scripts of manifests, fetch and start without a pin. */
export function findRunners(
  runners: readonly ProjectText[],
  manifests: readonly ProjectManifest[],
): readonly ScanFinding[] {
  return [
    ...runners.flatMap(({ file, text }) =>
      listCommands(text).flatMap((words) =>
        findingsOf(words, { file, text, isEveryStart: true, declared: none }),
      ),
    ),
    ...manifests.flatMap(({ file, text, scripts, dependencies }) => {
      const declared = new Set(dependencies.map(({ name }) => name));
      return [...scripts].flatMap(([, command]) =>
        splitCommand(command).flatMap((words) =>
          findingsOf(words, { file, text, isEveryStart: false, declared }),
        ),
      );
    }),
  ];
}

const none: ReadonlySet<string> = new Set();

interface RunnerPlace {
  readonly file: string;
  readonly text: string;
  /** Whether the tool starts it by itself, with nobody looking on. */
  readonly isEveryStart: boolean;
  /** Dependencies of the project, which runners take from `node_modules`. */
  readonly declared: ReadonlySet<string>;
}

function findingsOf(words: readonly string[], place: RunnerPlace): readonly ScanFinding[] {
  const started = readRunner(words);
  if (started === undefined || isPinned(started)) return [];
  if (started.selector === undefined && place.declared.has(started.name)) return [];
  // Without a word that says so, a script may mean a program of a dependency.
  if (!place.isEveryStart && started.selector === undefined && !started.isFetchedUnasked) return [];
  const { file, text } = place;
  const at = text.indexOf(started.word);
  const spec = quote(started.word, 100);
  const when = place.isEveryStart ? "at every start" : "whenever the script runs";
  return [
    findingOfFile(
      { file, line: at < 0 ? 1 : lineAt(text, at), name: started.name },
      {
        id: "unpinned-runner",
        severity: place.isEveryStart ? "high" : "moderate",
        message: `${started.runner} fetches and runs ${spec} ${when}: whatever was published last`,
        fix: adviceOf("write an exact version, or install it as a dependency and start it from there"),
      },
    ),
  ];
}

function isPinned({ selector }: StartedPackage): boolean {
  return selector !== undefined && (selector === "elsewhere" || parseVersion(selector) !== null);
}

const maxCommand = 5000;

/** The words of each command of a script; quotes are taken off, nothing else is understood. */
function splitCommand(command: string): readonly (readonly string[])[] {
  return command
    .slice(0, maxCommand)
    .split(/&&|\|\||[;|&\n]/)
    .map((part) =>
      part
        .trim()
        .split(/\s+/)
        .map((word) => word.replace(/^["']|["']$/g, "")),
    );
}
