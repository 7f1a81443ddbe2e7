import type { BaseDisk } from "../disk/base-disk.ts";

import { factsOfManifest } from "./facts-of-manifest.ts";

type Data = Readonly<Record<string, unknown>>;

/** What decides on what a change of a file amounts to. */
export interface FileFactsParts {
  readonly base: BaseDisk;
  readonly packageFolder: string;
  /** The folder of the project into which the package is installed. */
  readonly project: string;
  /** What is written there, whole; what is shown of it may be its beginning. */
  readonly written: unknown;
  /** What a file holds by now, which may be moved to another place. */
  readonly contentOf?: (path: string) => Uint8Array | undefined;
}

const hookMaxCharacters = 20_000;
/** What no hook needs that only starts a program of the project. */
const reaching =
  /https?:\/\/|\b(?:curl|wget|nc|ncat|base64|eval|python\d?|perl|ruby|osascript|powershell|openssl|xxd|ssh|scp|nohup)\b|\bnode\s+-|\/dev\/tcp|\\x[0-9a-f]{2}|[A-Za-z0-9+/]{80}|\.(?:npmrc|ssh|aws|netrc|git-credentials|kube|gnupg)\b/i;
/** Package managers that fetch or publish something. */
const fetching =
  /\b(?:npm|yarn|pnpm|bun)\s+(?:-\S+\s+)*(?:i|ci|install|add|publish|exec|dlx|x|create|init)\b|\b(?:npx|pnpx|bunx)\s+(?!--no(?:-install)?\b)/i;
/** What starts something of the project: a package's file, a hook beside it, a script by its name. */
const starting = /node_modules|\bdirname\s[^\n]{0,8}\$0|\b(?:npx|pnpx|npm|yarn|pnpm)\b/;
/** Comments, and texts for people that hold nothing else. */
const idleLines = /^\s*(?:#.*|echo\s+"[^"$`|>]*")\s*$/gm;

/**
 * What is known of the file that an observation names, for those who judge it: `isMade` where it was not there before the run,
 * `isOver` where what it is moved or copied to was there,
 * `keepsScripts` where the package's own manifest is written with what npm runs unchanged, `isRewired` where that of the project runs or
 * installs something else afterwards, `isStarter` where a hook of git only
 * starts something of the project. Nothing where there is nothing to say.
 */
export function factsOfFile(kind: string, data: Data, parts: FileFactsParts): Data {
  const { base, packageFolder, project, written, contentOf } = parts;
  const path = data["path"];
  if (kind !== "file" || typeof path !== "string") return data;
  const place = base.places.resolve(packageFolder, path);
  const target = targetOf(data, place, parts);
  const content = target === place ? written : contentOf?.(place);
  const isHook = /[\\/](?:\.git[\\/]hooks|\.husky)[\\/][^\\/]+$/.test(place);
  return {
    ...data,
    ...(base.nodes.has(base.places.keyOf(place)) ? {} : { isMade: true }),
    ...(target !== place && base.nodes.has(base.places.keyOf(target)) ? { isOver: true } : {}),
    ...factsOfManifest(base, target, { packageFolder, project, content }),
    ...(isHook && isStarter(written) ? { isStarter: true } : {}),
  };
}

/** Where it is afterwards. */
function targetOf({ to }: Data, place: string, { base, packageFolder }: FileFactsParts): string {
  return typeof to === "string" ? base.places.resolve(packageFolder, to) : place;
}

function isStarter(content: unknown): boolean {
  if (typeof content !== "string" || content.length > hookMaxCharacters) return false;
  const code = content.replaceAll(idleLines, "");
  return starting.test(code) && !reaching.test(code) && !fetching.test(code);
}
