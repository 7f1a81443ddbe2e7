import type { ScanFindingKind } from "./scan-finding.ts";

/** What is said of a rule wherever its findings are explained. */
export interface ScanRule {
  /** The id of its findings, and the heading of its section in `docs/scan.md`. */
  readonly id: string;
  readonly kind: ScanFindingKind;
  /** What was found, in a few words without a package's name. */
  readonly title: string;
  /** One sentence: why it matters. */
  readonly why: string;
}

/** The ids of findings. */
export type ScanRuleId = keyof typeof rules;

const rules = {
  "malicious-version": {
    kind: "malware",
    title: "Malicious version",
    why: "A report or campaign names this version as malicious: whoever installed it may have run its code.",
  },
  "mass-report": {
    kind: "malware",
    title: "Whole package reported as malicious",
    why: "A single report declares every version of a package malicious that has existed for long; such reports were wrong before.",
  },
  "name-of-malware": {
    kind: "confusion",
    title: "Private package with the name of a malicious one",
    why: "A private package shares its name with a malicious public one: one lost line of configuration installs that instead.",
  },
  "known-vulnerability": {
    kind: "vulnerability",
    title: "Known vulnerability",
    why: "An advisory names this version as vulnerable.",
  },
  "integrity-missing": {
    kind: "integrity",
    title: "No hash in the lockfile",
    why: "Without a hash the client takes whatever bytes the registry sends.",
  },
  "integrity-weak": {
    kind: "integrity",
    title: "SHA-1 alone in the lockfile",
    why: "Two packages with the same SHA-1 can be made.",
  },
  "integrity-differs": {
    kind: "integrity",
    title: "Two hashes for one version",
    why: "One version stands for different bytes in two places: one of them was changed, or came from elsewhere.",
  },
  "integrity-of-registry-differs": {
    kind: "integrity",
    title: "The registry serves other bytes than were locked",
    why: "What was locked is not what the registry says that this version is.",
  },
  "installed-differs": {
    kind: "disk",
    title: "Installed version is not the locked one",
    why: "What runs here is not what the lockfile says.",
  },
  "manifest-swapped": {
    kind: "disk",
    title: "Installed manifest changed after extraction",
    why: "Droppers replace their own package.json by a clean one to hide what ran.",
  },
  "script-vanished": {
    kind: "disk",
    title: "Install script of the locked version is gone from disk",
    why: "The lockfile says that the package runs something at install, and the installed manifest names nothing: it was replaced.",
  },
  "script-file-gone": {
    kind: "disk",
    title: "File of an install script is gone from disk",
    why: "A script that removes itself after it ran leaves its name in the manifest and no file.",
  },
  "files-differ": {
    kind: "disk",
    title: "Installed files are not those of the tarball",
    why: "Files were changed, added or removed after the client extracted them.",
  },
  "manifest-newer": {
    kind: "disk",
    title: "Installed manifest was written after the package's other files",
    why: "Clients write all files of a package at once; a later manifest was put there by something else.",
  },
  "not-in-lockfile": {
    kind: "disk",
    title: "Installed package that the lockfile does not have",
    why: "It was put there past the lockfile, by a script or by hand.",
  },
  "installed-missing": {
    kind: "disk",
    title: "Installed package whose folder is gone",
    why: "The client wrote down that it put it there: something took it away, as droppers do with what brought them.",
  },
  "script-added": {
    kind: "disk",
    title: "Install script that the locked version does not have",
    why: "The next rebuild runs it, and the registry never had it.",
  },
  "file-newer": {
    kind: "disk",
    title: "Files that came after the others of their package",
    why: "Clients write or link all files of a package at once; what comes later was put there by something else.",
  },
  "plugged-differs": {
    kind: "disk",
    title: "Yarn's map of archives loads what the lockfile does not have",
    why: "The map decides which code is loaded, and nobody reviews it.",
  },
  "archive-differs": {
    kind: "disk",
    title: "Archive in the project is not the locked one",
    why: "Archives that are committed are loaded as they are, and are not reviewed.",
  },
  "insecure-source": {
    kind: "source",
    title: "Package over a connection without TLS",
    why: "Whoever is on the way can exchange the package.",
  },
  "foreign-host": {
    kind: "source",
    title: "Package from a host that is no configured registry",
    why: "A changed lockfile can point one package at another host, and its hash at what lies there.",
  },
  "name-mismatch": {
    kind: "source",
    title: "URL of another package",
    why: "The entry's name is one package, its URL another: a changed lockfile, or an alias that hides.",
  },
  "git-dependency": {
    kind: "source",
    title: "Package from a repository",
    why: "No registry, no hash, no advisory: the client runs its build scripts, and its content can be exchanged.",
  },
  "git-unpinned": {
    kind: "source",
    title: "Package from a branch or tag of a repository",
    why: "What a branch or a tag points at can change with every push.",
  },
  "url-dependency": {
    kind: "source",
    title: "Package from an address that the project names itself",
    why: "No registry keeps it unchanged, and no advisory names it.",
  },
  "unpinned-range": {
    kind: "pin",
    title: "Ranges in the manifest",
    why: "Without a lockfile, and for everyone who installs the package, a range takes what was published last.",
  },
  "no-lockfile": {
    kind: "lockfile",
    title: "No lockfile",
    why: "Every installation resolves anew and takes what was published last.",
  },
  "lockfile-out-of-step": {
    kind: "lockfile",
    title: "Lockfile out of step with package.json",
    why: "A strict installation fails, any other resolves anew and takes what was published last.",
  },
  "duplicate-entry": {
    kind: "lockfile",
    title: "Name that comes twice in the lockfile",
    why: "Clients take the last one; a reviewer or another tool may read another, which hides what is installed.",
  },
  "several-lockfiles": {
    kind: "lockfile",
    title: "Lockfiles of several clients",
    why: "Each client installs its own versions; one of the files is not kept up.",
  },
  "install-script": {
    kind: "script",
    title: "Runs a script at install",
    why: "Install scripts are how most malicious packages start.",
  },
  "deprecated-version": {
    kind: "deprecated",
    title: "Deprecated version",
    why: "Its maintainers advise against it.",
  },
  "abandoned-package": {
    kind: "deprecated",
    title: "No release for years",
    why: "Flaws in it will not be mended, and its accounts are worth taking over.",
  },
  "outdated-version": {
    kind: "outdated",
    title: "Newer releases exist",
    why: "The further behind, the larger the step when a fix is needed.",
  },
  "young-version": {
    kind: "age",
    title: "Younger than the policy allows",
    why: "Most malicious versions are found within days; strict installations of lockfiles do not check ages.",
  },
  "withheld-version": {
    kind: "trust",
    title: "Withheld by the policy",
    why: "The policy would not let this version in today, and installing from a lockfile does not ask it.",
  },
  "trust-downgrade": {
    kind: "trust",
    title: "Published with less evidence than before",
    why: "A stolen token publishes without the provenance that the project's own workflow gives.",
  },
  "unlisted-version": {
    kind: "trust",
    title: "The registry lists it no longer",
    why: "Versions are taken down when they are malicious, or by mistake.",
  },
  "unpinned-runner": {
    kind: "runner",
    title: "Configuration starts a package that is not pinned",
    why: "What was published last is fetched and run, without a lockfile and without a trace in one.",
  },
  "unscoped-private": {
    kind: "confusion",
    title: "Private package with an unscoped name",
    why: "Anyone may publish that name on the public registry, with a higher version.",
  },
  "scope-without-registry": {
    kind: "confusion",
    title: "Private scope without a registry line",
    why: "Where the user's settings lack the line, the scope is asked of the public registry.",
  },
  "tls-off": {
    kind: "setting",
    title: "Certificates are not checked",
    why: "Whoever is on the way can answer as the registry.",
  },
  "insecure-registry": {
    kind: "setting",
    title: "Registry without TLS",
    why: "Whoever is on the way can answer as the registry.",
  },
  "token-in-file": {
    kind: "setting",
    title: "Credential in a file of the project",
    why: "Whoever can read the repository, and every install script, can publish or read with it.",
  },
  "scripts-allowed": {
    kind: "setting",
    title: "Install scripts of every package are run",
    why: "Install scripts are how most malicious packages start.",
  },
  "no-cooldown": {
    kind: "setting",
    title: "No minimum age of versions",
    why: "The client takes versions that nobody has looked at yet.",
  },
  "cooldown-unit": {
    kind: "setting",
    title: "Minimum age in an unlikely unit",
    why: "Each client counts its bare number in another unit.",
  },
  "page-without-integrity": {
    kind: "sri",
    title: "Page loads code of another host without a hash",
    why: "Whoever takes over the host, or the account there, runs code in every visitor's browser.",
  },
  "page-integrity-unusable": {
    kind: "sri",
    title: "Page has a hash that browsers pass over",
    why: "Browsers know SHA-256, SHA-384 and SHA-512; with anything else they load whatever comes.",
  },
  "page-without-crossorigin": {
    kind: "sri",
    title: "Page has a hash without crossorigin",
    why: "Browsers cannot check what another host serves without CORS, and refuse to load it.",
  },
  "page-unpinned-version": {
    kind: "sri",
    title: "Page loads a version that moves",
    why: "A malicious release reaches every visitor as soon as it is published, and no hash can be written down.",
  },
  "page-insecure-url": {
    kind: "sri",
    title: "Page loads code over http",
    why: "Whoever sits on the way can exchange it.",
  },
  "page-bytes-differ": {
    kind: "sri",
    title: "Another host serves other bytes than the page's hash says",
    why: "Either the page is broken, or the file was exchanged.",
  },
  "page-tarball-differs": {
    kind: "sri",
    title: "A delivery network serves other bytes than the package has",
    why: "The network was tampered with, or makes its own version of the file.",
  },
} as const;

/** Every rule, in the order in which the documentation lists them. */
export const scanRules: readonly ScanRule[] = Object.entries(rules).map(([id, rule]) => ({ id, ...rule }));

/** The kind of a rule's findings. */
export function kindOfRule(id: ScanRuleId): ScanFindingKind {
  return rules[id].kind;
}
