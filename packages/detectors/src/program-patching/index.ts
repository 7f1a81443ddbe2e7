import { defineDetector } from "../detector.ts";
import type { Detector, Sighting } from "../detector.ts";
import { deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";
import type { Subject } from "../subject.ts";

/** Programs of which everybody knows the owner: messengers, wallets, browsers' extensions. */
const program =
  /discord_desktop_core|discord(?:canary|ptb|development)?[\\/]app-|app\.asar|[\\/]exodus[\\/]|[\\/]atomic[\\/]|ledger live|trezor suite|telegram desktop[\\/]|[\\/]extensions[\\/][a-p]{32}/i;
/** The same where it stands: an app's own archive is its own business, that of one of these is not. */
const foreignProgram =
  /(?:discord|exodus|atomic|ledger live|trezor suite|telegram desktop)[^\n]{0,60}(?:app\.asar|discord_desktop_core|resources)/i;
const neighbour = /node_modules[\\/](?!\.)(?:@[\w.-]+[\\/])?[\w.-]+[\\/][\w./\\-]+\.[cm]?js$/i;

/** Below the folder beside which an install puts its working folder, or of a package that was asked where it is. */
const besideCwd =
  /^\$\{cwd\}\/\.\.\/(?:\.\.\/)?(?:node_modules\/)?(?!\.)(?:@[\w.-]+\/)?[\w.-]+\/[\w./-]+\.[cm]?js$/;
/** A file of a scope's package, in whatever folder of modules it is found. */
const soughtFile = /^\$\{…\}\/@[\w.-]+\/[\w.-]+\/[\w./-]+\.[cm]?js$/;
const resolvedFile = /^((?:@[\w.-]+\/)?[\w.-]+)\/[\w./-]+\.[cm]?js$/;

const siblingFile = /^\$\{__dirname\}\/((?:\.\.\/)+)(?!\.)[@\w][\w./@-]*\.[cm]?js$/;

/** Files of other programs, or of other packages, are changed, so that these do what this one wants. */
export const programPatching: Detector = defineDetector({
  id: "program-patching",
  title: "It changes files of other programs or packages",
  family: "capability",
  strength: "strong",
  technique: "T1554",
  *detect(subject, scene) {
    for (const deed of deedsOf(scene, "write-file", "rename-file").filter(isLive)) {
      const whose = ownerOf(deed, subject);
      if (whose === undefined) continue;
      yield sightingAt(deed, {
        message: `It changes a file of another ${whose.kind} ${whenOf(deed)}: ${objectOf(deed)}.`,
        strength: whose.isAimed || deed.isHidden ? "strong" : "supporting",
      });
    }
    yield* soughtIn(scene);
    yield* redirectedBy(scene);
  },
});

interface Owner {
  readonly kind: "program" | "package";
  /** Whether the path leads to nothing else. */
  readonly isAimed: boolean;
}

function ownerOf(deed: Deed, subject: Subject): Owner | undefined {
  const argument = deed.effect.argument ?? "";
  if (program.test(argument)) return { kind: "program", isAimed: true };
  if (!isUnasked(deed)) return undefined;
  const isAimed =
    isOutside(deed) || besideCwd.test(argument) || soughtFile.test(argument) || isResolved(argument, subject);
  return isAimed || neighbour.test(argument) ? { kind: "package", isAimed } : undefined;
}

/** Settings of a person's tools, and the list of names that the system trusts before it asks anybody. */
const settingsFile =
  /^~\/\.(?:npmrc|yarnrc(?:\.yml)?|gitconfig|ssh\/config|config\/pip\/pip\.conf|pip\/pip\.conf|cargo\/config(?:\.toml)?|curlrc|wgetrc)$|^\/etc\/(?:hosts|resolv\.conf)$|[\\/]drivers[\\/]etc[\\/]hosts$/i;
const settingCommand =
  /\bgit\s+config\s+--(?:global|system)\s+(?:url\.|http\.(?:proxy|sslVerify)|core\.(?:sshCommand|hooksPath|fsmonitor))|\b(?:npm|pnpm|yarn)\s+(?:config\s+)?set\s+(?:-\S+\s+)*(?:registry|proxy|https-proxy|strict-ssl)\b/i;

/** An install sends what the person's tools do elsewhere. */
function* redirectedBy(scene: Scene): Iterable<Sighting> {
  for (const deed of deedsOf(scene, "write-file", "process").filter(isUnasked)) {
    const pattern = deed.effect.kind === "process" ? settingCommand : settingsFile;
    if (deed.effect.runs !== "load" || !pattern.test(deed.effect.argument ?? "")) continue;
    yield sightingAt(deed, {
      message: `It changes settings of the person's tools ${whenOf(deed)}: ${objectOf(deed)}.`,
    });
  }
}

/** Another program's code is looked for unasked, and files are written: a library may do the rest. */
function* soughtIn(scene: Scene): Iterable<Sighting> {
  const sought = deedsOf(scene, "gate", "list-files", "read-file").find(
    (deed) =>
      isUnasked(deed) && deed.effect.runs === "load" && foreignProgram.test(deed.effect.argument ?? ""),
  );
  if (sought === undefined) return;
  const writes = deedsOf(scene, "write-file").some(({ file }) => file === sought.file);
  if (!writes) return;
  yield sightingAt(sought, {
    message: `It looks for another program's code ${whenOf(sought)} and writes files: ${objectOf(sought)}.`,
  });
}

/** A path that begins with a package's name, as `require.resolve` gives it, and leads to no folder of its own. */
function isResolved(argument: string, { facts }: Subject): boolean {
  const name = resolvedFile.exec(argument)?.[1];
  if (name === undefined || name === facts.manifest.name) return false;
  if (facts.files.some(({ path }) => path.startsWith(`${name.split("/", 1)[0] ?? name}/`))) return false;
  return (
    name.startsWith("@") ||
    facts.importedPackages.includes(name) ||
    facts.manifest.dependencies.some((dependency) => dependency.name === name)
  );
}

/** Whether a path leads out of the package, counted from the file that names it. */
function isOutside({ effect, file }: Deed): boolean {
  const ups = siblingFile.exec(effect.argument ?? "")?.[1] ?? "";
  return ups.length / "../".length > file.split("/").length - 1;
}
