import { basename } from "node:path";

import type { CommandIndicator } from "../indicator.ts";
import type { IndicatorIndex } from "../indicator-index.ts";
import { matchesSegment } from "../indicator-path.ts";
import type { SweepSink } from "../sweep-sink.ts";
import { findCommandTells } from "../tells/command-tells.ts";
import { isSystemName } from "../tells/system-names.ts";
import type { Autorun } from "./autorun.ts";

/** Compares something that starts by itself with what is known, and says what it gives away. */
export class AutorunJudge {
  readonly #index: IndicatorIndex;
  readonly #sink: SweepSink;

  constructor(index: IndicatorIndex, sink: SweepSink) {
    this.#index = index;
    this.#sink = sink;
  }

  /** Tells of an autorun, and of what about it matches. */
  judge(autorun: Autorun): void {
    this.#sink.autorun(autorun);
    this.compare(autorun);
  }

  /** The same without listing it, for texts of which most lines start nothing. */
  compare(autorun: Autorun): void {
    const { place, name, command, at, source } = autorun;
    const known = this.#knownBy(autorun);
    for (const { campaign, meaning, isSure } of known) {
      this.#sink.match({
        subject: "autorun",
        grade: isSure ? "executed" : "suspicious",
        rule: "autorun",
        campaigns: [campaign],
        place,
        evidence: `${meaning}: ${source} ${name} starts ${command}`,
        at,
      });
    }
    if (known.length > 0) return;
    for (const { rule, evidence } of [...findCommandTells(command), ...findPoses(autorun)]) {
      this.#sink.match({
        subject: "autorun",
        grade: "suspicious",
        rule,
        place,
        evidence: `${evidence}: ${source} ${name} starts ${command}`,
        at,
      });
    }
  }

  #knownBy({
    place,
    name,
    command,
  }: Autorun): readonly Pick<CommandIndicator, "campaign" | "meaning" | "isSure">[] {
    const { persistence, commands, hosts, addresses, registry } = this.#index;
    const file = basename(place).toLowerCase();
    const stem = file.replace(/\.(?:service|timer|plist|desktop|xml|job)$/, "");
    const label = name.toLowerCase();
    const names = new Set([file, stem, label, label.slice(label.lastIndexOf("\\") + 1)]);
    return [
      ...persistence.filter((each) => [...names].some((one) => isNamed(each.name.toLowerCase(), one))),
      ...registry.filter(
        ({ key, valueName }) =>
          // A key that everybody has says nothing without the name of the value.
          valueName?.toLowerCase() === label && key.toLowerCase() === place.toLowerCase(),
      ),
      ...commands.filter(({ text }) => includesPattern(command, text)),
      ...[...hosts.values()].flat().filter(({ host }) => namesHost(command, host)),
      ...[...addresses.values()].flat().filter(({ address }) => command.includes(address)),
    ];
  }
}

function isNamed(pattern: string, name: string): boolean {
  const stem = pattern.replace(/\.(?:service|timer|plist|desktop|xml|job)$/, "");
  return name !== "" && (matchesSegment(pattern, name) || matchesSegment(stem, name));
}

/** Whether a text contains another one in which `*` stands for anything. */
export function includesPattern(text: string, pattern: string): boolean {
  if (!pattern.includes("*")) return text.includes(pattern);
  let from = 0;
  for (const part of pattern.split("*")) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}

/** Whether a text names a host as a whole name. */
export function namesHost(text: string, host: string): boolean {
  const wanted = host.replace(/^\*\./, "");
  const folded = text.toLowerCase();
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
    const goesOn = /^\.?[a-z0-9-]/.test(folded.slice(at + wanted.length, at + wanted.length + 2));
    const before = folded[at - 1] ?? "";
    const begins = !/[a-z0-9.-]/.test(before) || (before === "." && host !== wanted);
    if (begins && !goesOn) return true;
  }
  return false;
}

/** A service of a user that wears the name of a part of the system, while what it runs lies with the user. */
function findPoses({
  source,
  place,
  name,
  command,
}: Autorun): readonly { readonly rule: string; readonly evidence: string }[] {
  if (source !== "systemd-user" && source !== "launch-agent") return [];
  const stem = basename(place).replace(/\.(?:service|plist)$/, "");
  const isOfHome = /(?:^|[\s"'=])(?:~|%h|\$HOME|\/home\/[^/\s]+|\/root|\/Users\/[^/\s]+)\/\./.test(command);
  return isOfHome && (isSystemName(stem) || isSystemName(name))
    ? [{ rule: "tell-posing-service", evidence: "A user's service with the name of a part of the system" }]
    : [];
}
