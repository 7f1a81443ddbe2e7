import { hostOf, isCodeHost, isLocalHost } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isAtInstall, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";
import type { Subject } from "../subject.ts";

const isGlobal = /\b(?:npm|pnpm|yarn|bun)\b[^\n;|&]{0,120}(?:\s(?:-g|--global)\b|\bglobal\s+add\b)/i;
const installs =
  /\b(?:npm|pnpm|yarn|bun)\s+(?:i|install|add|exec)\b|\bnpx\s+|\bpnpm\s+dlx\b|\bbunx\s+|\bpip3?\s+install\b/i;

/** The names that follow the verb, in a command of nothing else. */
const installing = /^(?:npm|pnpm|yarn|bun)\s+(?:i|install|add)\s+([\w@./\s=${}…-]+)$/;

/** A package by its address, not by its name. */
const fromAddress =
  /\s(?:i|install|add|exec)\s(?:[^\n;|&]{0,200}\s)?["']?(?:git\+)?https?:\/\/|\bnpx\s(?:-\S+\s)*["']?https?:\/\//i;

/** An install brings other packages, which no manifest names and no lockfile pins. */
export const installOfOthers: Detector = defineDetector({
  id: "install-of-others",
  title: "Its install or loading brings further packages by itself",
  family: "trigger",
  strength: "supporting",
  technique: "T1072",
  *detect({ facts }, scene) {
    for (const deed of deedsOf(scene, "process", "install-packages").filter(isUnasked)) {
      const argument = deed.effect.argument ?? "";
      const isWide = isGlobal.test(argument);
      if (!isWide && deed.effect.kind !== "install-packages" && !installs.test(argument)) continue;
      yield sightingAt(deed, {
        message: `It installs ${isWide ? "a package for the whole machine" : "further packages"} ${whenOf(deed)}: ${objectOf(deed)}.`,
        strength: strengthOf(deed, isWide, facts),
      });
    }
  },
});

/** From a registry that the command names, whatever is configured. */
const elsewhere = /\s--registry[=\s]["']?https?:\/\/(?!localhost\b|127\.|\[::1\])/i;

/** A tool that is fetched to be run, and its name. */
const fetchedTool =
  /(?:^|[;&|]\s*)(?:npx|bunx|pnpx|(?:pnpm|yarn)\s+dlx|npm\s+exec|bun\s+x)\s+(?:(?:-y|--yes|-q|--quiet|--ignore-existing|--)\s+){0,4}((?:@[\w.-]+\/)?[a-z\d][\w.-]*)/i;
/** Tools of installs that many know: they build, check or set up, and are there already or come from where everybody looks. */
const knownTools =
  /^(?:only-allow|npm-force-resolutions|husky|patch-package|lefthook|simple-git-hooks|is-ci|check-node-version|please-upgrade-node|check-engines?|prisma|playwright|puppeteer|@puppeteer\/browsers|cypress|node-gyp|node-gyp-build|node-pre-gyp|@mapbox\/node-pre-gyp|prebuild-install|cmake-js|napi-postinstall|opencollective(?:-postinstall)?|electron-(?:rebuild|builder)|@electron\/rebuild|ngcc|lerna|nx|turbo|tsc|typescript|ts-node|tsx|expo|pod-install|jetify|react-native|yarn|pnpm|npm|bun|corepack|rimraf|shx|mkdirp|cross-env|esbuild|vite|webpack|rollup|tsup|gulp|grunt|bower|nuxi|nuxt|msw|svelte-kit|lint-staged|commitlint|npm-run-all2?|update-browserslist-db|browserslist|binwrap-install|allow-scripts|@lavamoat\/allow-scripts|syncpack|changeset|wireit|skip-install|in-install|not-in-install)$/;

/**
 * Whether a hook is somebody else's program, which nothing that the package declares brings or pins. What a large program could start
 * somewhere is another matter.
 */
function isForeignTool(deed: Deed, { manifest }: Subject["facts"]): boolean {
  const [, name] = fetchedTool.exec(deed.effect.argument ?? "") ?? [];
  if (name === undefined || !deed.isCommand) return false;
  const declared = new Set([
    ...manifest.dependencies.map((dependency) => dependency.name),
    ...manifest.bins.map(({ command }) => command),
    manifest.name ?? "",
  ]);
  const isOfScope = name.startsWith("@") && (manifest.name ?? "").startsWith(`${name.split("/", 1)[0]}/`);
  return !declared.has(name) && !isOfScope && !knownTools.test(name);
}

function strengthOf(deed: Deed, isWide: boolean, facts: Subject["facts"]): "strong" | "supporting" {
  if (deed.isHidden || isFromElsewhere(deed)) return "strong";
  const isOdd = isWide || isForeignTool(deed, facts) || elsewhere.test(deed.effect.argument ?? "");
  if (isOdd && isAtInstall(deed)) return "strong";
  // Without scripts nothing runs until somebody loads it.
  const isIdle = /\s--ignore-scripts\b/.test(deed.effect.argument ?? "");
  return isAtInstall(deed) || isIdle || namesDeclared(deed, facts) ? "supporting" : "strong";
}

function isFromElsewhere(deed: Deed): boolean {
  const host = fromAddress.test(deed.effect.argument ?? "") ? hostOf(deed) : undefined;
  return host !== undefined && !isCodeHost(host) && !isLocalHost(host);
}

/** What the manifest names anyway, such as the part for another platform, is looked at with it. */
function namesDeclared({ effect }: Deed, { manifest }: Subject["facts"]): boolean {
  const words = (installing.exec(effect.argument ?? "")?.[1] ?? "").split(/\s+/).filter(Boolean);
  const names = words.filter((word) => !word.startsWith("-")).map((word) => word.replace(/(?!^)@.*$/, ""));
  const declared = new Set(
    manifest.dependencies.filter(({ kind }) => kind !== "devDependencies").map(({ name }) => name),
  );
  return names.length > 0 && names.every((name) => declared.has(name));
}
