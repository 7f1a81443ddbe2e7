import { createHash } from "node:crypto";

const below = 3;
const roots = 60;

/** A project with that many locked packages, as pnpm writes its lockfile: some with peers, optional ones and engines. */
export function renderPnpmProject(count) {
  const entries = Array.from({ length: count }, (_, index) => entryOf(index, count));
  const direct = entries.slice(0, Math.min(roots, count));
  const dependencies = Object.fromEntries(direct.map(({ name }) => [name, "^1.0.0"]));
  const sorted = entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const lines = [
    "lockfileVersion: '9.0'",
    "",
    "settings:",
    "  autoInstallPeers: true",
    "  excludeLinksFromLockfile: false",
    "",
  ];
  lines.push("importers:", "", "  .:", "    dependencies:");
  for (const { name, reference } of direct) {
    lines.push(`      ${quote(name)}:`, "        specifier: ^1.0.0", `        version: ${reference}`);
  }
  const packages = sorted.flatMap(packageLines);
  const snapshots = sorted.flatMap((entry) => snapshotLines(entry, entries));
  const all = [...lines, "", "packages:", "", ...packages, "snapshots:", "", ...snapshots];
  return {
    manifest: `${JSON.stringify({ name: "bench", version: "1.0.0", dependencies }, null, 2)}\n`,
    lockfile: all.join("\n"),
  };
}

function entryOf(index, count) {
  const digest = createHash("sha512").update(String(index)).digest("base64");
  const word = createHash("sha1").update(String(index)).digest("hex").slice(0, 8);
  const name = index % 4 === 0 ? `@scope-${index % 50}/package-${word}` : `package-${word}`;
  const version = `1.${index % 30}.${index % 7}`;
  // A package of the first half has those behind it: no circles, as in most projects.
  const children = Array.from({ length: below }, (_, step) => index * below + roots + step).filter(
    (child) => child < count,
  );
  const peer = index % 9 === 8 ? 1 : undefined;
  const reference = peer === undefined ? version : `${version}(${nameOfPeer(peer)}@${versionOfPeer(peer)})`;
  return { index, name, version, digest, children, peer, reference };
}

function nameOfPeer(index) {
  return entryOf(index, 0).name;
}

function versionOfPeer(index) {
  return entryOf(index, 0).version;
}

function packageLines({ index, name, version, digest, peer }) {
  const lines = [`  ${quote(`${name}@${version}`)}:`, `    resolution: {integrity: sha512-${digest}}`];
  if (index % 2 === 0) lines.push("    engines: {node: '>=18'}");
  if (index % 11 === 0) lines.push("    hasBin: true");
  if (peer !== undefined) lines.push("    peerDependencies:", `      ${quote(nameOfPeer(peer))}: ^1.0.0`);
  return [...lines, ""];
}

function snapshotLines({ name, reference, children, peer, index }, entries) {
  const key = quote(`${name}@${reference}`);
  const answers = [...children, ...(peer === undefined ? [] : [peer])].map((child) => entries[child]);
  const optional = index % 40 === 0 ? "    optional: true" : undefined;
  if (answers.length === 0 && optional === undefined) return [`  ${key}: {}`, ""];
  const lines = answers.map((answer) => `      ${quote(answer.name)}: ${answer.reference}`);
  return [
    `  ${key}:`,
    ...(lines.length === 0 ? [] : ["    dependencies:", ...lines]),
    ...(optional === undefined ? [] : [optional]),
    "",
  ];
}

function quote(text) {
  return text.startsWith("@") ? `'${text}'` : text;
}
