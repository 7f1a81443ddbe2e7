import type { Observation } from "../observation.ts";
import { textOf } from "./places.ts";

/** What a manifest says of where a project is at home. */
export interface ProjectHome {
  readonly hosts: ReadonlySet<string>;
  /** Words of its names and addresses, in lower case. */
  readonly words: ReadonlySet<string>;
}

const homeMembers = ["name", "repository", "homepage", "bugs", "author", "funding"] as const;
const wordMinCharacters = 4;
const textMaxCharacters = 20_000;
/** Words that anybody's address has. */
const commonWords: ReadonlySet<string> = new Set(
  "https http www github gitlab bitbucket codeberg com org net main master tree blob issues readme node nodejs binary binaries download downloads install installer package helper tool tools utils lite native prebuilt release releases native cdn files static assets".split(
    " ",
  ),
);
/** Where many projects lie beside each other: whose one is says the path. */
const sharedHosts =
  /(?:^|\.)(?:github\.com|githubusercontent\.com|gitlab\.com|bitbucket\.org|codeberg\.org|sourceforge\.net|amazonaws\.com|googleapis\.com|windows\.net|digitaloceanspaces\.com|r2\.dev|cloudfront\.net|backblazeb2\.com|jsdelivr\.net|unpkg\.com|jfrog\.io|dl\.bintray\.com)$/i;
/** A package of a registry, wherever that is. */
const packagePath = /\/-\/[^/]+\.tgz$/;

/** Reads what a manifest says of its project's home; nothing where it says nothing. */
export function readProjectHome(manifest: string): ProjectHome | undefined {
  const members = membersOf(manifest.slice(0, textMaxCharacters));
  const text = JSON.stringify(homeMembers.map((name) => members.get(name) ?? "")).toLowerCase();
  const hosts = Array.from(text.matchAll(/https?:\/\/([a-z\d.-]{1,200})/g), ([, host = ""]) =>
    domainOf(host),
  );
  const words = text
    .split(/[^a-z\d]+/)
    .filter((word) => word.length >= wordMinCharacters && !commonWords.has(word));
  if (words.length === 0) return undefined;
  return { hosts: new Set(hosts.filter((host) => !sharedHosts.test(host))), words: new Set(words) };
}

function membersOf(manifest: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(manifest);
    return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
  } catch (error) {
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
}

function domainOf(host: string): string {
  return host.split(".").slice(-2).join(".");
}

/** Whether all that a run asked servers for is from hosts that have nothing to do with its project. */
export function isAskingUnrelated(
  observations: readonly Observation[],
  home: ProjectHome | undefined,
): boolean {
  const asked = observations.flatMap((seen) => addressOf(seen));
  return home !== undefined && asked.length > 0 && asked.every((url) => !isRelated(url, home));
}

function addressOf(seen: Observation): readonly URL[] {
  const url = textOf(seen, "url");
  return seen.kind === "network" && /^https?:/.test(url) && URL.canParse(url) ? [new URL(url)] : [];
}

function isRelated({ hostname, pathname }: URL, { hosts, words }: ProjectHome): boolean {
  if (hosts.has(domainOf(hostname)) || packagePath.test(pathname)) return true;
  const place = sharedHosts.test(hostname) ? hostname + pathname : hostname;
  const flat = place.toLowerCase().replaceAll(/[^a-z\d]/g, "");
  return [...words].some((word) => flat.includes(word));
}
