import { createHash } from "node:crypto";

import { registry } from "./night.ts";

/** The clients whose lockfiles the organisation has. */
export type LockClient = "npm" | "pnpm" | "yarn" | "berry" | "bun";

/** A package as a lockfile holds it. */
export interface Locked {
  readonly name: string;
  readonly version: string;
  /** Names and ranges. */
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What a project asks for and what is locked for it; every dependency is among the packages. */
export interface LockedProject {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly packages: readonly Locked[];
}

/** The file that a client keeps, and its text. */
export function renderLockfile(
  client: LockClient,
  project: LockedProject,
): { readonly file: string; readonly text: string } {
  const { file, render } = lockfiles[client];
  return { file, text: render(project) };
}

/** The project's package.json. */
export function renderManifest({ name, dependencies }: Omit<LockedProject, "packages">): string {
  return `${JSON.stringify({ name, version: "1.0.0", private: true, dependencies }, null, 2)}\n`;
}

/** Where the registry has a tarball. */
export function tarballUrl(
  { name, version }: Pick<Locked, "name" | "version">,
  base: string = registry,
): string {
  return `${base}/${name}/-/${name.slice(name.indexOf("/") + 1)}-${version}.tgz`;
}

/** A hash that is always the same for a version, and no package's. */
export function integrityOf({ name, version }: Pick<Locked, "name" | "version">): string {
  return `sha512-${createHash("sha512").update(`${name}@${version}`).digest("base64")}`;
}

function renderNpm({ name, dependencies, packages }: LockedProject): string {
  const entries = packages.map((each) => [
    `node_modules/${each.name}`,
    {
      version: each.version,
      resolved: tarballUrl(each),
      integrity: integrityOf(each),
      ...(each.dependencies && { dependencies: each.dependencies }),
    },
  ]);
  const root = { name, version: "1.0.0", dependencies };
  const document = {
    name,
    version: "1.0.0",
    lockfileVersion: 3,
    requires: true,
    packages: { "": root, ...Object.fromEntries(entries) },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function versionOf(packages: readonly Locked[], name: string): string {
  return packages.find((each) => each.name === name)?.version ?? "0.0.0";
}

function renderPnpm({ dependencies, packages }: LockedProject): string {
  const key = ({ name, version }: Locked): string =>
    name.startsWith("@") ? `'${name}@${version}'` : `${name}@${version}`;
  const quote = (name: string): string => (name.startsWith("@") ? `'${name}'` : name);
  const roots = Object.entries(dependencies).map(
    ([name, range]) =>
      `      ${quote(name)}:\n        specifier: ${range}\n        version: ${versionOf(packages, name)}\n`,
  );
  const entries = packages.map(
    (each) => `  ${key(each)}:\n    resolution: {integrity: ${integrityOf(each)}}\n`,
  );
  const snapshots = packages.map((each) => {
    const names = Object.keys(each.dependencies ?? {});
    if (names.length === 0) return `  ${key(each)}: {}\n`;
    const lines = names.map((name) => `      ${quote(name)}: ${versionOf(packages, name)}\n`);
    return `  ${key(each)}:\n    dependencies:\n${lines.join("")}`;
  });
  return (
    `lockfileVersion: '9.0'\n\nsettings:\n  autoInstallPeers: true\n  excludeLinksFromLockfile: false\n\n` +
    `importers:\n\n  .:\n    dependencies:\n${roots.join("")}\n` +
    `packages:\n\n${entries.join("\n")}\nsnapshots:\n\n${snapshots.join("\n")}`
  );
}

/** The ranges by which anybody asks for each package. */
function rangesOf({ dependencies, packages }: LockedProject): ReadonlyMap<string, readonly string[]> {
  const ranges = new Map<string, Set<string>>();
  for (const asked of [dependencies, ...packages.map((each) => each.dependencies ?? {})]) {
    for (const [name, range] of Object.entries(asked)) {
      const known = ranges.get(name);
      if (known === undefined) ranges.set(name, new Set([range]));
      else known.add(range);
    }
  }
  return new Map([...ranges].map(([name, set]) => [name, [...set].toSorted()]));
}

function renderYarn(project: LockedProject): string {
  const ranges = rangesOf(project);
  const blocks = project.packages.map((each) => {
    const keys = (ranges.get(each.name) ?? [each.version]).map((range) => {
      const key = `${each.name}@${range}`;
      return key.startsWith("@") ? `"${key}"` : key;
    });
    const lines = Object.entries(each.dependencies ?? {}).map(
      ([name, range]) => `    ${name.startsWith("@") ? `"${name}"` : name} "${range}"\n`,
    );
    const needs = lines.length === 0 ? "" : `  dependencies:\n${lines.join("")}`;
    return `${keys.join(", ")}:\n  version "${each.version}"\n  resolved "${tarballUrl(each)}#${"0".repeat(40)}"\n  integrity ${integrityOf(each)}\n${needs}`;
  });
  return `# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.\n# yarn lockfile v1\n\n\n${blocks.join("\n")}`;
}

function renderBerry(project: LockedProject): string {
  const ranges = rangesOf(project);
  const blocks = project.packages.map((each) => {
    const keys = (ranges.get(each.name) ?? [each.version]).map((range) => `${each.name}@npm:${range}`);
    const lines = Object.entries(each.dependencies ?? {}).map(
      ([name, range]) => `    ${name.startsWith("@") ? `"${name}"` : name}: "npm:${range}"\n`,
    );
    const needs = lines.length === 0 ? "" : `  dependencies:\n${lines.join("")}`;
    return `"${keys.join(", ")}":\n  version: ${each.version}\n  resolution: "${each.name}@npm:${each.version}"\n${needs}  checksum: 10c0/${"0".repeat(128)}\n  languageName: node\n  linkType: hard\n`;
  });
  const wanted = Object.entries(project.dependencies).map(
    ([name, range]) => `    ${name.startsWith("@") ? `"${name}"` : name}: "npm:${range}"\n`,
  );
  const root = `"${project.name}@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "${project.name}@workspace:."\n  dependencies:\n${wanted.join("")}  languageName: unknown\n  linkType: soft\n`;
  return `# This file is generated by running "yarn install" inside your project.\n# Manual changes might be lost - proceed with caution!\n\n__metadata:\n  version: 8\n  cacheKey: 10c0\n\n${[...blocks, root].join("\n")}`;
}

function renderBun({ name, dependencies, packages }: LockedProject): string {
  const entries = packages.map((each) => {
    const about = each.dependencies === undefined ? {} : { dependencies: each.dependencies };
    const entry = [`${each.name}@${each.version}`, "", about, integrityOf(each)];
    return `    ${JSON.stringify(each.name)}: ${JSON.stringify(entry)},\n`;
  });
  const wanted = Object.entries(dependencies).map(
    ([each, range]) => `        ${JSON.stringify(each)}: ${JSON.stringify(range)},\n`,
  );
  return `{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": {\n      "name": ${JSON.stringify(name)},\n      "dependencies": {\n${wanted.join("")}      },\n    },\n  },\n  "packages": {\n${entries.join("\n")}  },\n}\n`;
}

const lockfiles: Readonly<
  Record<LockClient, { readonly file: string; readonly render: (project: LockedProject) => string }>
> = {
  npm: { file: "package-lock.json", render: renderNpm },
  pnpm: { file: "pnpm-lock.yaml", render: renderPnpm },
  yarn: { file: "yarn.lock", render: renderYarn },
  berry: { file: "yarn.lock", render: renderBerry },
  bun: { file: "bun.lock", render: renderBun },
};
