import { signForm } from "./log-sign.ts";
import type { SignForm } from "./log-sign.ts";

const installEvent = "(?:preinstall|install|postinstall)";

/** What pnpm 8 to 12 print. Seen in runs of pnpm 8.15, 9.15, 10.34 and 12.21. */
export const pnpmForms: readonly SignForm[] = [
  signForm(
    "executed",
    "pnpm ran its install script",
    String.raw`\.pnpm\/[^\s/]{1,300}@<V>(?:[_(][^\s/]{0,300})?\/node_modules\/<P> ${installEvent}(?:\$|:)`,
  ),
  signForm(
    "executed",
    "pnpm ran its install script",
    String.raw`(?:^|[\s|])[^\s@]{1,300}\/node_modules\/<P> ${installEvent}(?:\$|:)`,
  ),
  signForm("executed", "its install script failed", String.raw`[╰─▶]{1,4} <N>@<V> ${installEvent}: `),
  signForm("added", "pnpm's summary lists it as added", String.raw`(?:^|[|:\]]\s{0,8})\+ <P> <V>(?:\s|$)`),
  // pnpm 8 lists the project's own dependencies so, and anybody lists anything so.
  signForm("mentioned", "a list has it", String.raw`^<P> <V>\s*$`),
  signForm(
    "refused",
    "the version was asked for and refused",
    String.raw`No matching version found for <N>@<V>`,
  ),
];

/** Lists of names that follow one phrase, which pnpm wraps in boxes. */
export const ignoredBuilds: RegExp = /Ignored build scripts: ([^│]{1,2000})/;
