import type { IndicatorIndex } from "../indicator-index.ts";
import { dropFoldersOf } from "../host.ts";
import type { SweepHost } from "../host.ts";
import type { ProcessIndicator } from "../indicator.ts";
import { includesPattern, namesHost } from "../persistence/judge-autorun.ts";
import type { SweepGrade } from "../report.ts";
import type { SweepSink } from "../sweep-sink.ts";
import { isSystemName } from "../tells/system-names.ts";
import { lineageOf } from "./process-table.ts";
import type { ProcessTable, SweepProcess } from "./process-table.ts";

const installEvents = new Set(["preinstall", "install", "postinstall", "prepare"]);
/** npm calls itself `npm ci` for the system. */
const nodeNames = /^(?:node|nodejs|npm|npx|pnpm|yarn|bun|bunx)(?:\.exe|\.cmd|\s.*)?$/i;
/** What people look for traces with: the word that is looked for stands in its command line. */
const readers =
  /^(?:[efz]?grep|rg|ag|ack|find|fd|locate|less|more|most|cat|bat|head|tail|sed|[gm]?awk|vim?|nvim|nano|emacs|code|git|tar|ls|stat|file|strings|sha\d+sum|shasum|wc|diff|rsync|scp)(?:\.exe)?$/;
const interpreters = /^(?:python[\d.]*|perl|ruby|node|bun|deno|osascript|sh|bash|zsh|dash)(?:\.exe)?$/i;

/** Compares running processes with what is known, and says what they give away. */
export function judgeProcesses(
  table: ProcessTable,
  {
    host,
    index,
    sink,
    ownPid,
  }: {
    readonly host: SweepHost;
    readonly index: IndicatorIndex;
    readonly sink: SweepSink;
    /** The sweep itself, whose command line and whose ancestors' may name what is looked for. */
    readonly ownPid: number | undefined;
  },
): void {
  sink.counts.processes = table.size;
  const dropFolders = dropFoldersOf(host).map((folder) => folder.replaceAll("\\", "/").toLowerCase());
  const own = ownProcesses(table, ownPid);
  for (const process of table.values()) {
    if (own.has(process)) continue;
    const known = knownBy(process, index);
    for (const { campaign, meaning, isSure } of known) {
      tell(
        sink,
        { process, table },
        {
          rule: "process",
          campaigns: [campaign],
          evidence: meaning,
          grade: isSure ? "executed" : "suspicious",
        },
      );
    }
    if (known.length > 0) continue;
    for (const { rule, evidence } of findTells(process, table, dropFolders)) {
      tell(sink, { process, table }, { rule, campaigns: [], evidence, grade: "suspicious" });
    }
  }
}

function ownProcesses(table: ProcessTable, ownPid: number | undefined): ReadonlySet<SweepProcess> {
  const self = ownPid === undefined ? undefined : table.get(ownPid);
  return new Set(self === undefined ? [] : [self, ...lineageOf(self, table)]);
}

function tell(
  sink: SweepSink,
  { process, table }: { readonly process: SweepProcess; readonly table: ProcessTable },
  found: {
    readonly rule: string;
    readonly campaigns: readonly string[];
    readonly evidence: string;
    readonly grade: SweepGrade;
  },
): void {
  const { pid, command, name, startedAt } = process;
  sink.match({
    subject: "process",
    grade: found.grade,
    rule: found.rule,
    campaigns: found.campaigns,
    place: `pid ${pid}`,
    evidence: `${found.evidence}: ${command === "" ? name : command}`,
    at: startedAt === undefined ? undefined : { at: startedAt, basis: "stated" },
    lineage: lineageOf(process, table).map((each) =>
      (each.command === "" ? each.name : each.command).slice(0, 300),
    ),
  });
}

function knownBy(
  { name, command, program }: SweepProcess,
  { processes, commands, hosts, addresses, anchored }: IndicatorIndex,
): readonly Pick<ProcessIndicator, "campaign" | "meaning" | "isSure">[] {
  const own = fileName(program ?? "").toLowerCase();
  const spoken = readers.test(name) || readers.test(own) ? "" : command;
  const path = (program ?? "").replace(/ \(deleted\)$/, "").replaceAll("\\", "/");
  return [
    ...processes.filter((each) => {
      const wanted = each.name.toLowerCase();
      return wanted === name.toLowerCase() || wanted === own;
    }),
    ...commands.filter(({ text }) => namesCommand(spoken, text)),
    ...anchored
      .filter((each) => each.path === path || hasWord(spoken, each.path))
      .map(({ indicator }) => indicator),
    ...[...hosts.values()].flat().filter(({ host }) => namesHost(spoken, host)),
    ...[...addresses.values()].flat().filter(({ address }) => hasWord(spoken, address)),
  ];
}

function namesCommand(command: string, text: string): boolean {
  return text.includes("*") ? includesPattern(command, text) : hasWord(command, text);
}

/** Whether a path or an address stands in a command line with nothing on that would make it another one. */
function hasWord(command: string, word: string): boolean {
  const at = command.indexOf(word);
  if (at < 0) return false;
  const before = command[at - 1] ?? " ";
  const after = command[at + word.length] ?? " ";
  return !/[\w.-]/.test(before) && !/[\w.-]/.test(after);
}

interface ProcessTell {
  readonly rule: string;
  readonly evidence: string;
}

function findTells(
  process: SweepProcess,
  table: ProcessTable,
  dropFolders: readonly string[],
): readonly ProcessTell[] {
  const isOrphan = isOrphaned(process, table);
  const orphan = isOrphan ? findOrphanTell(process) : undefined;
  const dropped = [process.program ?? "", scriptOf(process)].find((place) => isDropped(place, dropFolders));
  const temporary = dropped === undefined ? undefined : findDropTell(dropped, { process, table, isOrphan });
  return [orphan, temporary].filter((each) => each !== undefined);
}

function findOrphanTell({ lifecycle, folder = "" }: SweepProcess): ProcessTell | undefined {
  const rule = "tell-orphan-of-npm";
  if (lifecycle !== undefined && installEvents.has(lifecycle))
    return { rule, evidence: `An install script (${lifecycle}) left it running` };
  if (!folder.replaceAll("\\", "/").includes("/node_modules/")) return undefined;
  return { rule, evidence: "It runs on in the folder of a package, without the process that started it" };
}

function findDropTell(
  dropped: string,
  {
    process,
    table,
    isOrphan,
  }: { readonly process: SweepProcess; readonly table: ProcessTable; readonly isOrphan: boolean },
): ProcessTell | undefined {
  const name = fileName(dropped);
  if (isSystemName(name))
    return {
      rule: "tell-system-name",
      evidence: "It wears the name of a part of the system and lies in a temporary folder",
    };
  const isOfNode =
    process.lifecycle !== undefined || lineageOf(process, table).some((each) => nodeNames.test(each.name));
  const hides = isOrphan || dropped.endsWith(" (deleted)") || name.startsWith(".");
  if (!isOfNode || !hides) return undefined;
  return {
    rule: "tell-temporary-child",
    evidence: "Node or npm started it from a temporary folder, and it hides or runs on alone",
  };
}

/** Its parent is gone: the first process, or a user's manager, took it over. */
function isOrphaned({ parent }: SweepProcess, table: ProcessTable): boolean {
  const above = table.get(parent);
  // In a container the first process is the command itself, and what it starts is no orphan.
  if (parent === 1)
    return above === undefined || !(nodeNames.test(above.name) || interpreters.test(above.name));
  return above !== undefined && above.name === "systemd" && above.parent === 1;
}

/** The file that an interpreter was given. */
function scriptOf({ command }: SweepProcess): string {
  const [program = "", ...words] = command.split(" ");
  if (!interpreters.test(fileName(program))) return "";
  return words.find((word) => !word.startsWith("-")) ?? "";
}

/** Directly in a folder that everybody may write to, or hidden in it. */
function isDropped(place: string, dropFolders: readonly string[]): boolean {
  const path = place.replaceAll("\\", "/").toLowerCase();
  return dropFolders.some((folder) => {
    if (!path.startsWith(`${folder}/`)) return false;
    const rest = path.slice(folder.length + 1);
    return !rest.includes("/") || rest.startsWith(".");
  });
}

function fileName(place: string): string {
  return (
    place
      .replace(/ \(deleted\)$/, "")
      .split(/[/\\]/)
      .at(-1) ?? ""
  );
}
