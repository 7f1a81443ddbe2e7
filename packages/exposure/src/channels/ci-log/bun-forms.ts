import { signForm } from "./log-sign.ts";
import type { SignForm } from "./log-sign.ts";

/** What Bun 1.4 prints, as seen in runs. */
export const bunForms: readonly SignForm[] = [
  signForm(
    "executed",
    "its install script failed",
    String.raw`^error: (?:pre|post)?install script from "<P>"`,
  ),
  signForm("fetched", "Bun installed it", String.raw`^installed <P>@<V>(?: with binaries:)?\s*$`),
  signForm(
    "present",
    "Bun installed it without its scripts",
    String.raw`^Blocked \d{1,6} scripts for: <P>@<V>`,
  ),
  signForm(
    "resolved",
    "Bun resolved to it",
    String.raw`^\s{1,8}- "[^"]{1,300}": "[^"]{0,300}" - <P>@<V>\s*$`,
  ),
];
