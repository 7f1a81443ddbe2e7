import { unreachable } from "@lockkeeper/core";
import { renderClient } from "@lockkeeper/clients";

import type { ViewContext } from "../command.ts";
import { showForeign } from "../foreign-text.ts";
import type { FirewallState } from "../setup-firewall.ts";
import type { SetupItem, UnsetupEnd, UnsetupItem } from "../setup-item.ts";
import type { Style } from "../style.ts";
import { count } from "../table.ts";

/** What `setup` prints of one item. */
export function renderSetupItem(item: SetupItem, { style }: ViewContext): string {
  switch (item.kind) {
    case "firewall":
      return `${style.bold("Firewall")} ${showForeign(item.url)} (${renderState(item.state, style)})\n`;
    case "client":
      return `Client   ${renderProgram(item)}\n`;
    case "file":
      return renderFile(item, style);
    case "note":
      return [
        `\n${style.yellow("note")}: ${showForeign(item.message, 600)}\n`,
        ...item.lines.map((line) => `  ${showForeign(line)}\n`),
      ].join("");
    case "snippet":
      return item.text;
    case "end":
      return renderEnd(item);
    default:
      return unreachable(item);
  }
}

/** One line of `setup --json`. */
export function setupItemJson(item: SetupItem): object {
  switch (item.kind) {
    case "firewall":
      return { kind: item.kind, url: item.url, state: item.state.kind };
    case "client":
      return {
        kind: item.kind,
        client: item.command,
        version: item.client?.version ?? null,
        program: item.program ?? null,
      };
    case "file":
      return {
        kind: item.kind,
        file: item.file,
        action: item.action,
        clients: item.commands,
        changes: item.changes,
        reason: item.reason,
        dryRun: item.isDryRun,
      };
    case "note":
      return { kind: item.kind, id: item.id, message: item.message, lines: item.lines };
    case "snippet":
      return { kind: item.kind, system: item.system, text: item.text };
    case "end":
      return { kind: item.kind, written: item.written, dryRun: item.isDryRun };
    default:
      return unreachable(item);
  }
}

/** What `unsetup` prints of one item. */
export function renderUnsetupItem(item: UnsetupItem | UnsetupEnd, { style }: ViewContext): string {
  if ("kind" in item) {
    if (item.files === 0) return "Nothing to take back: setup has changed nothing with this data folder.\n";
    return item.isDryRun ? "Nothing was written.\n" : "";
  }
  const { file, action, reason } = item;
  const shown = action === "refused" ? style.red(action) : action;
  return `${shown.padEnd(9)} ${showForeign(file)}${reason === null ? "" : `: ${showForeign(reason)}`}\n`;
}

/** One line of `unsetup --json`. */
export function unsetupItemJson(item: UnsetupItem | UnsetupEnd): object {
  if ("kind" in item) return { kind: "end", files: item.files, dryRun: item.isDryRun };
  const { file, action, reason, isDryRun } = item;
  return { kind: "file", file, action, reason, dryRun: isDryRun };
}

function renderState(state: FirewallState, style: Style): string {
  switch (state.kind) {
    case "running":
      return `running, version ${showForeign(state.version, 40)}${state.isObserving ? `, ${style.yellow("observing")}` : ""}`;
    case "stranger":
      return style.yellow("not a Lockkeeper");
    case "unreachable":
      return style.yellow("does not answer");
    default:
      return unreachable(state);
  }
}

function renderProgram({ command, client, program }: SetupItem & { readonly kind: "client" }): string {
  if (program === undefined) return `${command} (not on the search path)`;
  return `${client === undefined ? `${command}, version unknown` : renderClient(client)} (${showForeign(program)})`;
}

function renderFile(item: SetupItem & { readonly kind: "file" }, style: Style): string {
  const { file, action, commands, changes, reason } = item;
  const shown =
    action === "refused" ? style.red(action) : action === "unchanged" ? action : style.green(action);
  return [
    `\n${shown} ${style.bold(showForeign(file))} (${commands.join(", ")})\n`,
    ...changes.flatMap(({ removed, inserted }) => [
      ...removed.map((line) => `  - ${showForeign(line)}\n`),
      ...inserted.map((line) => `  + ${showForeign(line)}\n`),
    ]),
    ...(reason === null ? [] : [`  ${showForeign(reason)}\n`]),
  ].join("");
}

function renderEnd({ written, isDryRun }: SetupItem & { readonly kind: "end" }): string {
  if (isDryRun) return `\n${count(written, "file")} would be written. Nothing was.\n`;
  if (written === 0) return "\nNothing had to be written.\n";
  return [
    `\n${count(written, "file")} written.\n`,
    "Prove it:     npx --no lockkeeper doctor\n",
    "Take it back: npx --no lockkeeper unsetup\n",
  ].join("");
}
