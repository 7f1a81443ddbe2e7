import { planRotation, rotationTraps } from "@lockkeeper/exposure";
import type { RotationGroup, RotationItem, SecretsInReach } from "@lockkeeper/exposure";

import { showForeign } from "../foreign-text.ts";
import { paintLines } from "../style.ts";
import { count } from "../table.ts";
import { label } from "./exposure-words.ts";
import type { Frame } from "./exposure-words.ts";

const maxNames = 12;
const maxGaps = 5;

/** The secrets that code at the places could take, what to replace first; nothing where there are none and nothing is missing. */
export function renderReach({ secrets, gaps }: SecretsInReach, frame: Frame): string {
  if (secrets.length + gaps.length === 0) return "";
  const { style } = frame;
  const groups = planRotation(secrets);
  const items = groups.reduce((sum, group) => sum + group.items.length, 0);
  const title = items === 0 ? "none found" : `${count(items, "secret")}, in this order`;
  // Isolation, and whatever wipes the home folder once a token is revoked: who begins with these cannot do worse.
  const traps = rotationTraps.slice(0, 2);
  const more = gaps.length - maxGaps;
  return [
    style.bold(`Secrets in reach: ${title}\n`),
    ...(items === 0 ? [] : traps.map((trap) => paintLines(label("first", trap, frame), style.yellow))),
    ...groups.map((group) => label(group.provider.id, namesOf(group), frame)),
    ...gaps
      .slice(0, maxGaps)
      .map(({ ref, message }) => style.dim(label("not seen", showForeign(`${ref}: ${message}`, 300), frame))),
    ...(more > 0 ? [style.dim(label("", `and ${more} more that could not be seen`, frame))] : []),
    ...(items === 0
      ? []
      : [style.dim(label("how", "respond has the steps for each, in an order that does no harm.", frame))]),
    "\n",
  ].join("");
}

function namesOf({ items, provider }: RotationGroup): string {
  const more = items.length - maxNames;
  const shown = items.slice(0, maxNames).map(nameOf).join(", ");
  return `${shown}${more > 0 ? ` and ${more} more` : ""} (${provider.title})`;
}

function nameOf({ name, causes, isInstallKnown }: RotationItem): string {
  const [cause] = causes;
  const at = cause === undefined ? "" : ` [${showForeign(cause.ref, 120)}]`;
  return `${showForeign(name, 100)}${at}${isInstallKnown ? "" : "?"}`;
}
