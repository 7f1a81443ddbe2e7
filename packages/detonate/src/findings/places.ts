import type { Observation } from "../observation.ts";
import type { Scene } from "./behaviour.ts";

/** Places whose programs start by themselves, as they end a path; the slashes are forward ones. */
const startPlaces: readonly RegExp[] = [
  /\/\.(?:bashrc|bash_profile|bash_login|profile|zshrc|zprofile|zshenv|zlogin|config\/fish\/config\.fish)$/i,
  /\/(?:etc|\.config)\/(?:systemd|autostart|cron[\w.]*|init\.d|rc\.local|profile\.d|ld\.so\.preload)(?:\/|$)/i,
  /\/var\/spool\/cron(?:\/|$)/i,
  /\/library\/(?:launchagents|launchdaemons)\//i,
  /\/start menu\/programs\/startup\//i,
  /\/documents\/(?:windows)?powershell\/[^/]*profile\.ps1$/i,
  /\/site-packages\/(?:(?:site|user)customize\.py|[^/]+\.pth)$/i,
];

/** Files of tools that run what stands in them, wherever a project lies. */
const toolPlaces: readonly RegExp[] = [
  /\/\.git\/hooks\/[^/]+$/i,
  /\/\.(?:vscode|cursor|idea)\/(?:tasks|launch|settings|mcp)\.json$/i,
  /\/\.(?:claude|gemini|codex|continue|windsurf)\/[^/]*\.(?:json|toml|md)$/i,
  /\/\.github\/workflows\/[^/]+$/i,
  /\/\.ssh\/(?:authorized_keys2?|config)$/i,
  /\/\.git\/config$/i,
  /\/(?:claude|agents|gemini)\.md$|\/\.(?:cursor|windsurf|clinerules)\/(?:rules\/)?[^/]+\.mdc?$|\/\.(?:cursor|windsurf)rules$|\/\.github\/copilot-instructions\.md$|\/\.mcp\.json$/i,
  /\/\.(?:vscode(?:-server|-insiders)?|cursor|windsurf)\/extensions\/.+\.(?:[cm]?js|json)$/i,
  // What a shell finds before the programs of the system, and what the system asks about names and rights.
  /\/(?:\.local|usr\/local|opt\/homebrew)\/bin\/[^/]+$/i,
  /^\/(?:private\/)?etc\/(?:hosts|sudoers(?:\.d\/[^/]+)?|passwd|shadow|pam\.d\/[^/]+)$|\/drivers\/etc\/hosts$/i,
];

/** Settings in a home that say what tools run, and where they install from. */
const homeSettings = /^\.(?:npmrc|yarnrc(?:\.yml)?|gitconfig|bunfig\.toml|config\/git\/config)$/i;

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

/** Whether what is written there runs again without anybody starting it. */
export function isStartPlace(path: string): boolean {
  const normal = normalise(path);
  return startPlaces.some((place) => place.test(normal));
}

/** Whether what is written there is run by an editor, an agent or a service, outside the package itself. */
export function isToolPlace(path: string, { places: { packageFolder, home } }: Scene): boolean {
  const normal = normalise(path);
  const root = `${normalise(home)}/`;
  if (normal.startsWith(root) && homeSettings.test(normal.slice(root.length))) return true;
  return !isBelow(normal, normalise(packageFolder)) && toolPlaces.some((place) => place.test(normal));
}

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

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function normalise(path: string): string {
  const slashed = path.replaceAll("\\", "/");
  return slashed.length > 1 && slashed.endsWith("/") ? slashed.slice(0, -1) : slashed;
}
