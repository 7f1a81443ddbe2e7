/** A command of a client that stands in a log. Texts are foreign. */
export interface InstallCommand {
  readonly client: "npm" | "pnpm" | "yarn" | "bun";
  /**
   * `frozen` installs what a lockfile pins and nothing else; `open` may resolve ranges anew; `plan` resolves and installs
   * nothing; `publish` speaks of packages that the project itself makes.
   */
  readonly effect: "frozen" | "open" | "plan" | "publish";
  /** The packages that it names; none for an install of a project. */
  readonly packages: readonly string[];
  /** As a person would type it, cut. */
  readonly text: string;
  /** Whether the client itself said what it begins with: its flags are not known. */
  readonly isBanner: boolean;
}

/** Shells' prompts and traces, CI systems' marks, Dockerfiles, and commands behind others. */
const lead =
  /(?:^(?:(?:PS )?[A-Za-z]:\\[^>]{0,300}> ?)?|[$#>] |\+ |\bRun |\bRUN |\[command\]|&& |\|\| |; |\btitle |[\\/](?=(?:npm|pnpm|yarn|npx)(?:-cli\.js|\.cmd|\.exe|\.c?js)["\s]))(?:sudo (?:-\S{1,20} )?|env |time |exec |corepack |[A-Z_]{1,60}=\S{0,200} ){0,6}(?:\S{0,300}[\\/])?(npm|pnpm|yarn|yarnpkg|bun|npx|pnpx|bunx)(?:-cli\.js|\.cmd|\.exe|\.c?js)?(?=$|\s|")((?:\s[^;&|\n]{0,2000})?)/;
/** What Yarn and Bun say of themselves when they begin. */
const banner = /^(yarn|bun) (install|add|upgrade|update|x|dlx|ci) v\d{1,4}\.\d{1,5}\.\d{1,5}\b/;
const mention = /\b(?:npm|pnpm|yarn|yarnpkg|bun|npx|pnpx|bunx)\b/;

/** Finds the command of a line without its stamp; `undefined` where there is none that installs, plans or publishes. */
export function findInstallCommand(line: string): InstallCommand | undefined {
  if (line.length > maxLineCharacters || !mention.test(line)) return undefined;
  const started = banner.exec(line);
  const match = started ?? lead.exec(line);
  if (match === null) return undefined;
  const rest = (match[2] ?? "").replace(/["'`].{0,2000}$/, "");
  const words = rest.split(/\s+/, maxWords).filter((word) => word !== "");
  const command = classify(match[1] ?? "", words);
  if (command === undefined) return undefined;
  const text = `${match[1] ?? ""} ${words.join(" ")}`.trim().slice(0, 200);
  return { ...command, text, isBanner: started !== null };
}

const maxLineCharacters = 4000;
const maxWords = 40;

const outcomes: readonly (readonly [InstallCommand["client"], RegExp])[] = [
  ["npm", /^(?:added|changed|up to date)\b.{0,60}\bpackages?\b.{0,80} in \d/],
  ["pnpm", /^Packages: [+-]\d/],
  ["yarn", /^(?:➤ YN0000: ┌ Fetch step|\[\d\/\d\] .{0,8}Fetching packages)/],
  ["bun", /^\d{1,7} packages? installed \[/],
];

/** What a client prints when it installs, for logs that do not show with which command. */
export function findInstallOutcome(line: string): InstallCommand | undefined {
  const client = outcomes.find(([, form]) => form.test(line))?.[0];
  if (client === undefined) return undefined;
  return {
    client,
    effect: "open",
    packages: [],
    text: `${client} (its command is not shown)`,
    isBanner: true,
  };
}

type Classified = Omit<InstallCommand, "text" | "isBanner">;

function classify(program: string, words: readonly string[]): Classified | undefined {
  const started = runners.get(program);
  if (started !== undefined) return runner(started, words);
  const client = program === "pnpm" || program === "bun" || program === "npm" ? program : "yarn";
  return classifyVerb(client, words);
}

const runners: ReadonlyMap<string, InstallCommand["client"]> = new Map([
  ["npx", "npm"],
  ["pnpx", "pnpm"],
  ["bunx", "bun"],
]);

function classifyVerb(client: InstallCommand["client"], words: readonly string[]): Classified | undefined {
  const [verb, ...rest] = skipFlags(words);
  if (verb === undefined) return client === "yarn" ? ofInstall(client, words, []) : undefined;
  if (isVerb(client, "frozen", verb)) return { client, effect: "frozen", packages: [] };
  if (verb === "global" && client === "yarn") return ofInstall(client, words, packagesOf(rest.slice(1)));
  if (isVerb(client, "install", verb)) return ofInstall(client, words, packagesOf(rest));
  if (isVerb(client, "run", verb)) return runner(client, rest);
  if (verb === "publish" || verb === "pack") return { client, effect: "publish", packages: [] };
  return undefined;
}

const verbs: Readonly<Record<"frozen" | "install" | "run", ReadonlyMap<string, ReadonlySet<string>>>> = {
  frozen: new Map([
    ["npm", setOf("ci clean-install ic install-clean cit install-ci-test clean-install-test sit")],
    ["pnpm", setOf("ci")],
    ["yarn", setOf("ci")],
    ["bun", setOf("ci")],
  ]),
  install: new Map([
    ["npm", setOf("install i in ins add isntall it install-test update up upgrade udpate dedupe ddp")],
    ["pnpm", setOf("install i add update up upgrade import fetch")],
    ["yarn", setOf("install add up upgrade upgrade-interactive import")],
    ["bun", setOf("install i add a update")],
  ]),
  run: new Map([
    ["npm", setOf("exec x init create innit")],
    ["pnpm", setOf("dlx create")],
    ["yarn", setOf("dlx create")],
    ["bun", setOf("x create")],
  ]),
};

function isVerb(client: string, effect: keyof typeof verbs, verb: string): boolean {
  return verbs[effect].get(client)?.has(verb) === true;
}

const frozenFlag = /^--(?:frozen-lockfile|immutable|immutable-cache)(?:=true)?$/;
const planFlag = /^--(?:dry-run|package-lock-only|lockfile-only)(?:=true)?$/;

function ofInstall(
  client: InstallCommand["client"],
  words: readonly string[],
  packages: readonly string[],
): Classified {
  if (words.some((word) => planFlag.test(word))) return { client, effect: "plan", packages };
  if (words.some((word) => frozenFlag.test(word))) return { client, effect: "frozen", packages };
  return { client, effect: "open", packages };
}

/** Without a package it starts something that is there. */
function runner(client: InstallCommand["client"], words: readonly string[]): Classified | undefined {
  const named = words.flatMap((word, at) => {
    if (word.startsWith("--package=")) return [word.slice("--package=".length)];
    return word === "-p" || word === "--package" ? [words[at + 1] ?? ""] : [];
  });
  const [first] = skipFlags(words);
  const packages = named.length > 0 ? named : first === undefined ? [] : [first];
  return packages.length === 0 ? undefined : { client, effect: "open", packages };
}

/** Flags whose value is the next word; those of others are written together or stand alone. */
const flagsWithValue: ReadonlySet<string> = setOf(
  "--prefix -C --dir --cwd --filter -F --workspace -w --registry --cache --loglevel --omit --include --userconfig -p --package",
);

function skipFlags(words: readonly string[]): readonly string[] {
  let at = 0;
  for (let word = words[at]; word?.startsWith("-") === true; word = words[at]) {
    at += flagsWithValue.has(word) ? 2 : 1;
  }
  return words.slice(at);
}

function packagesOf(words: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (flagsWithValue.has(word)) at += 1;
    else if (/^[@A-Za-z0-9_~][^\s<>]{0,500}$/.test(word)) found.push(word);
  }
  return found;
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}
