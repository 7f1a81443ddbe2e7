import { stripControl } from "../log-text/strip-control.ts";

/** How a file was found to be a log. */
export type CiLogForm = "github" | "gitlab" | "jenkins" | "npm" | "generic";

const forms: readonly (readonly [CiLogForm, RegExp])[] = [
  ["npm", /^0 (?:verbose cli|info it worked if it ends with ok)/],
  ["gitlab", /^(?:Running with gitlab-runner|section_start:\d{9})|\bgitlab-runner\b/m],
  ["jenkins", /^(?:Started by |Running as SYSTEM|Building (?:on|in|remotely)|\[Pipeline\] )/m],
  ["github", /##\[(?:group|section|command|debug|endgroup)\]|^Current runner version: |\bRunner Image\b/m],
  [
    "generic",
    /\badded \d{1,7} packages? (?:in|from)|\bnpm (?:warn|WARN|notice|ERR!|error|http|info) |➤ YN\d{4}: |^(?:yarn|bun) (?:install|add) v\d|\bProgress: resolved \d{1,7}, reused|^> (?:@[\w.~-]{1,100}\/)?[\w.~][\w.~-]{0,213}@\d[\w.+-]{0,99} (?:pre|post)?install(?:\s|$)/m,
  ],
];

/**
 * Says what kind of log a file is by its beginning: marks that systems write, or lines that clients print. `undefined` for a
 * file that is none.
 */
export function formOfCiLog(beginning: string): CiLogForm | undefined {
  const plain = beginning
    .slice(0, 64_000)
    .split(/\r?\n/)
    .map((line) => stripControl(line).replace(stamp, ""))
    .join("\n");
  return forms.find(([, form]) => form.test(plain))?.[0];
}

const stamp =
  /^(?:[^\t]{0,300}\t[^\t]{0,300}\t)?\[?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[\d.,]{0,12}\s?(?:Z|[+-]\d{2}:?\d{2})?\]?(?: \d{2}[OE]\+?)?\s?/;
