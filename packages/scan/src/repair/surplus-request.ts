import { commandOf } from "@lockkeeper/clients";
import type { ClientKind } from "@lockkeeper/clients";

import { clientOf } from "../client-commands.ts";
import type { ScannedGraph } from "../scan-report.ts";
import { isRecord } from "./npm-entry.ts";
import type { RepairState } from "./repair-state.ts";
import type { WorkedRequest } from "./worked-request.ts";

type Command = ReturnType<typeof commandOf>;

/** A client that the project says it is made for, and where it says so. */
interface Statement {
  readonly command: Command;
  readonly where: string;
}

/** Takes lockfiles away that are not those of the client that the project says it is made for. */
export function workSurplus({ project, texts }: RepairState): WorkedRequest {
  const locks = project.graphs.filter(({ graph: { source } }) => clientOf(source) === source);
  if (new Set(locks.map(commandOfLock)).size < 2) return { kind: "gone" };
  const statements = [...statedByManifest(texts), ...statedByPipelines(project.pipelines ?? [])];
  const [first, ...others] = statements;
  if (first === undefined)
    return refused(
      "neither package.json (packageManager, devEngines) nor a pipeline says which client is meant",
    );
  const other = others.find(({ command }) => command !== first.command);
  if (other !== undefined)
    return refused(`${first.where} says ${first.command}, and ${other.where} says ${other.command}`);
  if (!locks.some((lock) => commandOfLock(lock) === first.command))
    return refused(`${first.where} says ${first.command}, of which there is no lockfile`);
  const surplus = locks.filter((lock) => commandOfLock(lock) !== first.command);
  const named = surplus.map(({ file }) => file).join(", ");
  return {
    kind: "worked",
    title: `take ${named} away`,
    risk: "moderate",
    riskReason: `${first.where} says ${first.command}; who used another client has to change`,
    changes: surplus.flatMap(({ file }) => {
      const before = texts.get(file);
      return before === undefined ? [] : [{ file, before, after: undefined }];
    }),
  };
}

function commandOfLock({ graph: { source } }: ScannedGraph): Command {
  return commandOf(clientOf(source));
}

function refused(why: string): WorkedRequest {
  return { kind: "refused", why: `there are lockfiles of several clients: ${why}`, command: undefined };
}

const commands: ReadonlySet<string> = new Set(
  (["npm", "pnpm", "yarn-classic", "bun"] satisfies ClientKind[]).map(commandOf),
);

function isCommand(word: unknown): word is Command {
  return typeof word === "string" && commands.has(word);
}

/** Corepack's field, and the one that npm and pnpm check. */
function statedByManifest(texts: RepairState["texts"]): readonly Statement[] {
  const manifest = tryParse(texts.get("package.json"));
  const engines = isRecord(manifest["devEngines"]) ? manifest["devEngines"]["packageManager"] : undefined;
  const named = (Array.isArray(engines) ? engines : [engines]).map((each: unknown) =>
    isRecord(each) ? each["name"] : undefined,
  );
  const manager = manifest["packageManager"];
  const words = [
    {
      word: typeof manager === "string" ? manager.replace(/@.*$/s, "") : undefined,
      where: '"packageManager" of package.json',
    },
    // Of several, each is allowed.
    ...(named.length === 1 ? [{ word: named[0], where: '"devEngines" of package.json' }] : []),
  ];
  return words.flatMap(({ word, where }) => (isCommand(word) ? [{ command: word, where }] : []));
}

function tryParse(text = "{}"): Readonly<Record<string, unknown>> {
  try {
    const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return isRecord(document) ? document : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

const maxLines = 20_000;
/** A step that installs; words before it may set variables or start the client by corepack. */
const installation =
  /(?:^|[\s"'`;&|:=-])(?:(npm) (?:ci|clean-install|install|i)|(pnpm) (?:install|i|fetch)|(yarn) (?:install|--immutable|--frozen-lockfile)|(bun) (?:install|i|ci))(?=\s*(?:$|["'`;&|])|\s+-)/;
/** What is installed for the machine is none of the project's. */
const global = /\s(?:-g|--global|--location[= ]global)(?=\s|$)/;

/** The clients with which pipelines install what is locked; a tool of the machine's own (`-g`) does not count. */
function statedByPipelines(
  pipelines: NonNullable<RepairState["project"]["pipelines"]>,
): readonly Statement[] {
  return pipelines.flatMap(({ file, text }) =>
    text
      .split("\n", maxLines)
      .map((line) => line.slice(0, 500))
      .filter((line) => !/^\s*#/.test(line) && !global.test(line))
      .flatMap((line) => {
        const found = installation
          .exec(line)
          ?.slice(1)
          .find((word) => word !== undefined);
        return found !== undefined && isCommand(found) ? [{ command: found, where: file }] : [];
      }),
  );
}
