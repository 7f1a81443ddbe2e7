import type { TargetSet } from "../../targets/target-set.ts";
import type { LogLine } from "../log-text/log-lines.ts";
import { excerptOf } from "../log-text/redact-secrets.ts";
import { stripControl } from "../log-text/strip-control.ts";
import { findInstallCommand, findInstallOutcome } from "./install-command.ts";
import type { InstallCommand } from "./install-command.ts";
import { tryParseJsonLine } from "./json-signs.ts";
import { readStamp } from "./line-stamp.ts";
import { readLineSigns } from "./line-signs.ts";
import { saysThatLogIsCut } from "./log-cut.ts";
import { LogFindings } from "./log-findings.ts";
import type { LogPlace } from "./log-findings.ts";
import type { LogSign } from "./log-sign.ts";
import type { NameFinder } from "./name-finder.ts";
import { createMentionFinder } from "./name-mentions.ts";
import { RecordPairs } from "./record-pairs.ts";

/** A command of a client, and where it stands. */
export interface LoggedCommand {
  readonly command: InstallCommand;
  readonly place: LogPlace;
}

/** By these a log is known to be a client's, at least in part. */
const clientLine =
  /\badded \d{1,7} packages?\b|^Packages: [+-]\d|\bnpm (?:warn|WARN|notice|ERR!|error|info|http)\b|\b(?:yarn|bun) (?:install|add) v\d|\bSaved lockfile|➤ YN\d{4}|^(?:dev|optional)?[dD]ependencies:\s*$|\bProgress: resolved \d|\bDone in \d|^Legend: production dependency/;
/** What may be a command or say that a log is cut, or that a lockfile decided: cheap to find. */
const notable =
  /packages?\b|Packages: |npm|pnpm|yarn|bun|npx|[Tt]runcated|exceeded|clipped|Lockfile is up to date|YN0000/;
const maxCommands = 10_000;
/** So much of a log is read closely, of lines that name what is asked for; only hostile logs have more. */
const maxReadCharacters = 40_000_000;
/** So far behind its command a client names itself, in lines. */
const bannerReach = 30;

/** What one log says, gathered line by line; what it amounts to is decided at its end. */
export class CiLogReading {
  readonly #targets: TargetSet;
  readonly #finder: NameFinder;
  readonly #pairs = new RecordPairs();
  #planned: { readonly sign: LogSign; readonly place: LogPlace; readonly excerpt: string }[] = [];
  #lastStamp = "";
  #budget = maxReadCharacters;
  #stampedAt: Pick<LogPlace, "at" | "hasZone"> = { at: undefined, hasZone: false };
  readonly findings: LogFindings;
  readonly commands: LoggedCommand[] = [];
  lines = 0;
  hasClientLines = false;
  cutAt: number | undefined;

  constructor(targets: TargetSet, maxFindings: number) {
    this.#targets = targets;
    this.#finder = createMentionFinder(targets.names);
    this.findings = new LogFindings(maxFindings);
  }

  take({ text: raw, number }: LogLine): void {
    this.lines = number;
    const text = stripControl(raw);
    if (mayBeStamp(text)) this.#lastStamp = text.slice(0, stampMaxCharacters);
    const names = this.#finder.occursIn(text) || this.#pairs.isWaiting;
    if (!names && !notable.test(text)) {
      if (!this.hasClientLines) this.hasClientLines = clientLine.test(text);
      return;
    }
    this.#takeNotable(text, number, names);
  }

  /** Ends the log: what was planned and never done was resolved at most. */
  end(): void {
    this.#settlePlanned("resolved");
  }

  #takeNotable(line: string, number: number, names: boolean): void {
    const { text, at, hasZone } = readStamp(line.length > 8000 ? line : line.trimEnd());
    if (at !== undefined) this.#stampedAt = { at, hasZone };
    const place = { line: number, ...this.#timeOf() };
    if (!this.hasClientLines) this.hasClientLines = clientLine.test(text.slice(0, 2000));
    if (this.cutAt === undefined && saysThatLogIsCut(text)) this.cutAt = number;
    this.#takeCommand(text, place);
    this.#followYarn(text);
    if (names) this.#readSigns(text, place);
  }

  #readSigns(text: string, place: LogPlace): void {
    const json = tryParseJsonLine(text.trimStart());
    const timed = json?.at === undefined ? place : { ...place, at: json.at, hasZone: true };
    if (json !== undefined && json.signs.length > 0) {
      for (const sign of json.signs) this.#takeSign(sign, text, timed);
    } else this.#readWords(json?.text ?? text, timed);
  }

  #readWords(shown: string, place: LogPlace): void {
    for (const part of this.#finder.around(shown)) {
      this.#budget -= part.length;
      if (this.#budget < 0) {
        this.findings.isOverLimit = true;
        return;
      }
      for (const sign of readLineSigns(part)) this.#takeSign(sign, part, place);
    }
    for (const sign of this.#pairs.read(shown, place.line)) this.#takeSign(sign, shown, place);
  }

  /** The time of the line itself, or of the last line that had one. */
  #timeOf(): Pick<LogPlace, "at" | "hasZone"> {
    if (this.#lastStamp !== "") {
      const { at, hasZone } = readStamp(this.#lastStamp);
      if (at !== undefined) this.#stampedAt = { at, hasZone };
      this.#lastStamp = "";
    }
    return this.#stampedAt;
  }

  #takeSign(sign: LogSign, text: string, place: LogPlace): void {
    if (this.#targets.ofName(sign.name).length === 0) return;
    const effect = this.commands.at(-1)?.command.effect;
    if (effect === "publish" && (sign.kind === "added" || sign.kind === "mentioned")) return;
    const kind = effect === "plan" ? planned(sign.kind) : sign.kind;
    const excerpt = (): string => excerptOf(text, sign.name);
    if (kind === "planned") this.#planned.push({ sign, place, excerpt: excerpt() });
    else this.findings.add({ ...sign, kind }, place, excerpt);
  }

  #takeCommand(text: string, place: LogPlace): void {
    const last = this.commands.at(-1);
    if (/Lockfile is up to date, resolution step is skipped/.test(text) && last?.command.client === "pnpm") {
      this.commands[this.commands.length - 1] = { ...last, command: { ...last.command, effect: "frozen" } };
    }
    const command = findInstallCommand(text) ?? this.#unannounced(text);
    if (command === undefined || this.commands.length >= maxCommands) return;
    const isEcho = last !== undefined && place.line - last.place.line <= bannerReach;
    if (isEcho && last.command.client === command.client && isSaidTwice(last.command, command)) return;
    this.commands.push({ command, place });
    if (command.effect !== "publish") this.hasClientLines = true;
  }

  /** An install of a client of which no command was shown. */
  #unannounced(text: string): InstallCommand | undefined {
    const outcome = findInstallOutcome(text);
    const isKnown = this.commands.some(({ command }) => command.client === outcome?.client);
    return isKnown ? undefined : outcome;
  }

  /** Yarn lists what it adds before it fetches it, and says at the end whether that went well. */
  #followYarn(text: string): void {
    if (this.#planned.length === 0 || !text.includes("YN0000")) return;
    const outcome = /YN0000\b.{0,80}\b(Done|Failed) (?:in|with)\b/.exec(text)?.[1];
    if (outcome !== undefined) this.#settlePlanned(outcome === "Done" ? "fetched" : "resolved");
  }

  #settlePlanned(kind: "fetched" | "resolved"): void {
    const words = kind === "fetched" ? "Yarn added it and ended well" : "Yarn resolved to it";
    for (const { sign, place, excerpt } of this.#planned) {
      this.findings.add({ ...sign, kind, words }, place, () => excerpt);
    }
    this.#planned = [];
  }
}

const stampMaxCharacters = 400;

/** Whether a line may begin with a time, or with GitHub's columns before one. */
function mayBeStamp(text: string): boolean {
  const first = text.charCodeAt(0);
  const isDigit = first >= 0x30 && first <= 0x39;
  return isDigit || first === 0x5b || text.startsWith("section_") || text.includes("\t");
}

/** In what only plans, nothing is taken. */
function planned(kind: LogSign["kind"]): LogSign["kind"] {
  return kind === "executed" || kind === "refused" || kind === "locked" ? kind : "resolved";
}

/** GitHub's log has a step's command in its title and again in its script; clients say it once more. */
function isSaidTwice(before: InstallCommand, now: InstallCommand): boolean {
  return now.isBanner || (before.effect === now.effect && before.text === now.text);
}
