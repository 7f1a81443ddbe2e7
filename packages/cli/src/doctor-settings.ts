import { access } from "node:fs/promises";
import { basename } from "node:path";

import { findBypasses, findCaches, ownCooldown, ownScripts, renderOrigin } from "@lockkeeper/clients";
import type { Bypass, BypassArea, ClientCache, ClientPlace, ClientSettings } from "@lockkeeper/clients";
import { systemErrorCode } from "@lockkeeper/core";
import type { LockfileReading } from "@lockkeeper/lockfile";

import type { Fact, Statement, StatementId } from "./doctor-report.ts";
import { notProved, proved, refuted } from "./doctor-report.ts";
import { count } from "./table.ts";

/** What is looked at without starting anything. */
export interface SettingsQuestion {
  readonly settings: ClientSettings;
  readonly place: ClientPlace;
  readonly firewall: string;
  readonly defaultRegistry: string;
  readonly lockfiles: LockfileReading;
  /** Whether the client is to be started by `lockkeeper run`, which closes some ways by itself. */
  readonly isUnderRun: boolean;
}

/** What settings, lockfiles and caches say of one client. */
export interface SettingsAnswer {
  readonly bypasses: readonly Bypass[];
  readonly statements: readonly Statement[];
  readonly facts: readonly Fact[];
}

/** Looks for ways past the firewall in everything that a client reads. */
export async function examineSettings(question: SettingsQuestion): Promise<SettingsAnswer> {
  const { settings, place, firewall, defaultRegistry, lockfiles, isUnderRun } = question;
  const caches = await findCaches(settings, place, firewall);
  const found = await findBypasses({
    settings,
    place,
    firewall,
    defaultRegistry,
    lockfiles: lockfiles.files,
    caches,
    exists: pathExists,
  });
  const all = [...found, ...unreadableLockfiles(question)];
  const bypasses = isUnderRun ? all.filter(({ isClosedByRun }) => !isClosedByRun) : all;
  return {
    bypasses,
    statements: [
      sumUp(
        "settings",
        "settings",
        bypasses,
        `${count(settings.files.length, "file")} and the environment were read`,
      ),
      sumUp("locked", "locked", bypasses, describeLockfiles(question)),
      sumUp("caches", "caches", bypasses, describeCaches(question, caches)),
    ],
    facts: factsOf(settings),
  };
}

/** Whether something is at a path. */
export async function pathExists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) !== undefined) return false;
    throw error;
  }
}

function sumUp(id: StatementId, area: BypassArea, bypasses: readonly Bypass[], clean: string): Statement {
  const own = bypasses.filter((bypass) => bypass.area === area);
  const open = own.filter(({ weight }) => weight === "open");
  const doubtful = own.filter(({ weight }) => weight === "doubtful");
  const [first] = [...open, ...doubtful];
  if (first === undefined) {
    return proved(id, own.length === 0 ? clean : `${clean}; what is noted below does not change that now`);
  }
  const evidence = `${first.message}${open.length + doubtful.length > 1 ? " (and more, below)" : ""}`;
  return open.length > 0 ? refuted(id, evidence, first.fix) : notProved(id, evidence, first.fix);
}

function describeCaches({ isUnderRun }: SettingsQuestion, caches: readonly ClientCache[]): string {
  if (isUnderRun) return "run gives clients caches of its own";
  const entries = caches.reduce((sum, cache) => sum + cache.entries, 0);
  return entries === 0
    ? "the caches are empty"
    : `${count(entries, "entry", "entries")} of the cache came through this firewall`;
}

function describeLockfiles({ lockfiles, settings }: SettingsQuestion): string {
  const own = lockfiles.files.filter(({ kind }) => kind === settings.client.kind);
  const [first] = own;
  if (first === undefined) return "there is no lockfile of this client";
  const entries = own.reduce((sum, { packages }) => sum + packages.length, 0);
  return `${own.map(({ file }) => basename(file)).join(", ")} was read: ${count(entries, "entry", "entries")}`;
}

const lockfileOwners: ReadonlyMap<string, string> = new Map([
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
]);

function unreadableLockfiles({ lockfiles, settings: { client } }: SettingsQuestion): readonly Bypass[] {
  return lockfiles.unreadable
    .filter(({ file }) => {
      const name = basename(file);
      const owner = lockfileOwners.get(name) ?? (name.startsWith("pnpm-lock") ? "pnpm" : "yarn");
      return client.kind.startsWith(owner);
    })
    .map(({ file, error }) => ({
      id: "locked-unreadable",
      weight: "doubtful",
      area: "locked",
      file,
      line: undefined,
      variable: undefined,
      message: error.message,
      fix: error.hint ?? "mend the lockfile: where its entries lead is not known",
      isClosedByRun: false,
    }));
}

function factsOf(settings: ClientSettings): readonly Fact[] {
  const scripts = ownScripts(settings);
  const cooldown = ownCooldown(settings);
  return [
    { id: "scripts", message: scripts.message, where: renderOrigin(scripts.origin) },
    { id: "cooldown", message: cooldown.message, where: renderOrigin(cooldown.origin) },
  ];
}
