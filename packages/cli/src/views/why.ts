import type { LockedAsker, LockedExplanation } from "@lockkeeper/scan";

import type { ViewContext } from "../command.ts";
import { showForeign } from "../foreign-text.ts";
import type { WhyItem } from "../scan/why-session.ts";
import { paintLines } from "../style.ts";
import { count } from "../table.ts";
import { wrapText } from "../wrap-text.ts";

const maxAskers = 20;

/** One entry of a lockfile with everyone who asks for it. */
export function renderWhy(item: WhyItem, context: ViewContext): string {
  if (item.kind === "locked") return renderLocked(item.target, item.locked, context);
  if (item.kind === "unread") {
    const text = `not read: ${showForeign(item.unread.file)}: ${showForeign(item.unread.message, 500)}`;
    return paintLines(
      wrapText(text, { width: context.width, first: "? ", indent: "  " }),
      context.style.yellow,
    );
  }
  if (item.found > 0) return "";
  const where = item.files === 0 ? "there is no lockfile" : `${count(item.files, "lockfile")} read`;
  return `Nothing locks ${showForeign(item.wanted, 300)}: ${where}.\n`;
}

function renderLocked(target: string, locked: LockedExplanation, { style, width }: ViewContext): string {
  const { name, version, file, line, path, askedBy } = locked;
  const label = version === "" ? name : `${name}@${version}`;
  const place = `${target === "." ? "" : `${showForeign(target)}/`}${showForeign(file)}:${line}`;
  const notes = notesOf(locked);
  const way = path.length > 2 ? `by ${path.map((each) => showForeign(each, 80)).join(" › ")}` : "";
  const lines = [notes.join(", "), way].filter((each) => each !== "");
  const rest = askedBy.length - maxAskers;
  return [
    `${style.bold(showForeign(label))}  ${style.dim(place)}\n`,
    ...lines.map((each) => paintLines(wrapText(each, { width, indent: "  " }), style.dim)),
    ...(askedBy.length === 0 ? ["  nobody asks for it\n"] : []),
    ...askedBy
      .slice(0, maxAskers)
      .map((each) => wrapText(describeAsker(each, name), { width, indent: "  " })),
    ...(rest > 0 ? [style.dim(`  and ${rest} more (--json has all)\n`)] : []),
    "\n",
  ].join("");
}

function notesOf({
  kind,
  isDevelopment,
  isOptional,
  isPatched,
  overrides,
}: LockedExplanation): readonly string[] {
  return [
    ...(isDevelopment ? ["development"] : []),
    ...(isOptional ? ["optional"] : []),
    ...(isPatched ? ["patched by the project"] : []),
    ...(kind === "registry" ? [] : [kind]),
    ...overrides.map(
      ({ selector, range }) => `forced by ${showForeign(selector, 80)}: ${showForeign(range, 80)}`,
    ),
  ];
}

const groups = {
  production: "",
  development: " (development)",
  optional: " (optional)",
  peer: " (peer)",
  "optional-peer": " (optional peer)",
} as const;

function describeAsker({ by, isRoot, as, range, group }: LockedAsker, name: string): string {
  const alias = as === name ? "" : ` as ${showForeign(as, 80)}`;
  const who = isRoot ? `${showForeign(by, 80)} itself` : showForeign(by, 80);
  return `${who} asks for ${showForeign(range, 80)}${alias}${groups[group]}`;
}
