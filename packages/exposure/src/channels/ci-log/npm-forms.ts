import { signForm } from "./log-sign.ts";
import type { SignForm } from "./log-sign.ts";

/** Before it, collectors of logs put a few words with numbers, bars or brackets; prose that quotes such a line does not. */
const lineBeginning = String.raw`^\s{0,8}(?:(?=\S{0,160}[\d|\]])\S{1,160}\s{1,8}){0,4}`;
const installEvent = "(?:preinstall|install|postinstall)";

/**
 * What npm 6 to 12 print, on terminals and in `_logs`. Seen in runs of npm 6.14, 8.19, 9.9, 10.9, 11.19 and 12.2. npm's words
 * are English in every locale.
 */
export const npmForms: readonly SignForm[] = [
  // npm 6 prints the folder; a project's own scripts are in none of node_modules.
  signForm(
    "executed",
    "npm ran its install script",
    String.raw`${lineBeginning}> <P>@<V> ${installEvent}(?=\s*$| [^\n]{0,400}node_modules)`,
  ),
  signForm(
    "executed",
    "npm ran its install script",
    String.raw`\b(?:info|notice) run <N>@<V> ${installEvent}(?! \.(?:\s|$))`,
  ),
  signForm(
    "executed",
    "npm ran its install script",
    String.raw`\bverb(?:ose)? lifecycle <N>@<V>~${installEvent}: (?:unsafe-perm|PATH|CWD|Args|Returned)`,
  ),
  signForm("executed", "its install script failed", String.raw`ERR! <N>@<V> ${installEvent}: `),
  signForm("executed", "its install script failed", String.raw`Failed at the <N>@<V> ${installEvent} script`),
  signForm("present", "npm had it in node_modules", String.raw`\binfo lifecycle <N>@<V>~${installEvent}: `),
  signForm("resolved", "a client resolved to it", String.raw`\bdeprecated <N>@<V>`),
  signForm("resolved", "npm resolved to it", String.raw`\bplaceDep \S{1,400} <N>@<V> (?:OK|REPLACE|KEEP)`),
  signForm("resolved", "npm asked for its advisories", String.raw`\baudit.{0,40}[\s{]'?<N>'?: \[ '<V>'`),
  signForm("resolved", "a lockfile lacked it", String.raw`Missing: <N>@<V> from lock file`),
  signForm("locked", "a lockfile held it", String.raw`lock file's <N>@<V> does not satisfy`),
  signForm("resolved", "a manifest asked for it", String.raw`does not satisfy <N>@<V>`),
  signForm(
    "resolved",
    "npx was about to install it",
    String.raw`not found and will be installed: (?:.{0,1000}[\s,])?<P>@<V>`,
  ),
  signForm("resolved", "npx was about to install it", String.raw`npm (?:warn|WARN) exec\s{1,8}<N>@<V>\s*$`),
  signForm("added", "npm had it installed with scripts", String.raw`\binstall-scripts\s{1,8}<N>@<V> \(`),
  signForm("refused", "there was no such version", String.raw`No matching version found for <N>@<V>`),
  signForm("refused", "the registry had none", String.raw`\b404\s{1,4}'?<N>@<V>'? is not in`),
  signForm("refused", "policy withheld it", String.raw`Could not download <N>@<V> due to policy`),
  signForm(
    "added",
    "a client's summary lists it as added",
    String.raw`(?:^|[|:\]]\s{0,8})\+ <P>@<V>(?:\s|$)`,
  ),
  signForm("added", "npm's summary lists it as added", String.raw`^add <P> <V>\s*$`),
  signForm("added", "npm's summary lists it as changed", String.raw`^change <P> \S{1,256} => <V>\s*$`),
];
