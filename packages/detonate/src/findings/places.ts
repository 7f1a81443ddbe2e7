import type { Observation } from "../observation.ts";
import type { Scene } from "./behaviour.ts";

const credentialPlaces: readonly RegExp[] = [
  /\/\.ssh\/(?:id_[\w-]+|[^/]*_key|identity)$/i,
  /\/\.aws\/credentials$/i,
  /\/(?:gcloud\/(?:application_default_credentials\.json|credentials\.db|access_tokens\.db)|\.azure\/[^/]+token[^/]*\.json)$/i,
  /\/\.(?:git-credentials|netrc|pgpass|kube\/config|docker\/config\.json)$/i,
  /\/(?:login data|cookies|web data|local state|logins\.json|key4\.db|cookies\.sqlite)$/i,
  /\/(?:wallet\.dat|\.?electrum\/wallets|exodus\.wallet|\.ethereum\/keystore|\.config\/solana\/id\.json|keystore\/utc--[^/]*)/i,
  /\/local extension settings\/[a-p]{32}/i,
  /\/(?:keychains\/[^/]+\.keychain(?:-db)?|\.password-store\/|1password|bitwarden)/i,
];

/** Whether somebody keeps secrets there that are no business of a package. The npm settings are not among them: honest tools read them. */
export function isCredentialPlace(path: string): boolean {
  const normal = normalise(path);
  return credentialPlaces.some((place) => place.test(normal));
}

/** What builds and tools make anew in a project, as `clean` deletes it. */
const madeAnew =
  /^(?:dist|build|out|output|lib|esm|cjs|types|coverage|target|tmp|temp|logs?|[^/]*cache|storybook-static)$/i;

/**
 * Whether deleting it destroys what belongs to the user: a root, the home, anything in it but what tools keep for themselves, or
 * the project itself with what lies directly in it. One file deep in the project is work that tools do there.
 */
export function isForeignTree(path: string, { places }: Scene): boolean {
  const normal = normalise(path);
  const home = normalise(places.home);
  const project = normalise(places.project);
  const temporary = normalise(places.temporaryFolder);
  if (/^(?:\/|[a-z]:\/?)$/i.test(normal) || normal === home || normal === project) return true;
  if (isBelow(normal, project)) return isOfProject(normal.slice(project.length + 1));
  if (!isBelow(normal, home)) return false;
  // A home may lie below the temporary folder, and the other way round.
  if (isBelow(normal, temporary) && !isBelow(home, temporary)) return false;
  // Caches and settings that tools keep for themselves lie below folders with a dot.
  const [first = ""] = normal.slice(home.length + 1).split("/");
  return !first.startsWith(".") && !/^(?:library|appdata)$/i.test(first);
}

function isOfProject(inside: string): boolean {
  if (inside.includes("/") || madeAnew.test(inside)) return false;
  return inside === ".git" || (!inside.startsWith(".") && inside !== "node_modules");
}

/** Whether a path lies in the package's own folder. */
export function isOwnFile(path: string, { places: { packageFolder } }: Scene): boolean {
  return isBelow(normalise(path), normalise(packageFolder));
}

/** Whether a path is where installs put packages: below the package, or beside it. */
export function isInstalledFile(path: string, { places: { packageFolder, project } }: Scene): boolean {
  return [packageFolder, `${project}/node_modules`].some((folder) =>
    isBelow(normalise(path), normalise(folder)),
  );
}

const lockfile =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock)$/i;

/** Whether it pins what the project installs. */
export function isLockfile(path: string, { places: { project } }: Scene): boolean {
  const normal = normalise(path);
  const root = `${normalise(project)}/`;
  return normal.startsWith(root) && lockfile.test(normal.slice(root.length));
}

const sourceFile = /\.[cm]?[jt]sx?$/i;
const codeFile = /\.(?:[cm]?[jt]s|json)$/i;

/**
 * Whether what is written there is code of somebody else: a source of the project, a command in `node_modules/.bin`, or a file that
 * another package came with. Packages of the same scope are of one author, and folders with a dot are where tools generate into.
 */
export function isForeignCode(seen: Observation, { places: { packageFolder, project } }: Scene): boolean {
  const path = normalise(textOf(seen, "to") || textOf(seen, "path"));
  const root = normalise(project);
  const own = normalise(packageFolder);
  if (!isBelow(path, root) || isBelow(path, own)) return false;
  const folder = `${root}/node_modules/`;
  if (!path.startsWith(folder)) return isOld(seen) && sourceFile.test(path);
  const inside = path.slice(folder.length);
  if (/^\.bin\/[^/]+$/.test(inside)) return true;
  const [first = ""] = inside.split("/");
  const isOfScope = first.startsWith("@") && own.startsWith(`${folder}${first}/`);
  return !first.startsWith(".") && !isOfScope && isOld(seen) && codeFile.test(inside);
}

/** Whether what is written, or moved to, was there before the run. */
function isOld({ data }: Observation): boolean {
  return data["to"] === undefined ? data["isMade"] !== true : data["isOver"] === true;
}

/** A text of what was observed; empty where there is none. */
export function textOf({ data }: Observation, member: string): string {
  const value = data[member];
  return typeof value === "string" ? value : "";
}

/** The command line of a process: as it was given, or its words. */
export function commandOf(observation: Observation): string {
  const given = textOf(observation, "command");
  if (given !== "") return given;
  const words = observation.data["arguments"];
  const rest = Array.isArray(words) ? words.filter((word) => typeof word === "string") : [];
  return [textOf(observation, "program"), ...rest].join(" ");
}

/** Whether a path is a folder or lies in it; both with forward slashes. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** A path with forward slashes and without one at its end. */
export function normalise(path: string): string {
  const slashed = path.replaceAll("\\", "/");
  return slashed.length > 1 && slashed.endsWith("/") ? slashed.slice(0, -1) : slashed;
}
