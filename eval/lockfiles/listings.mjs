/** What a client's own listing names: pairs `name@version`, by the names under which packages are imported. */
export const readListing = {
  npm: (text) => pairsOfTree(JSON.parse(text)),
  pnpm: (text) => new Set(JSON.parse(text).flatMap((project) => [...pairsOfTree(project)])),
  "yarn-classic": (text) => pairsOfYarnList(text),
  "yarn-berry": (text) => pairsOfYarnInfo(text),
  bun: (text) =>
    new Set(
      [...text.matchAll(/[├└]── (.+?)@([^@\s]+)$/gm)].map(
        ([, name, version]) => `${name}@${version.replace(/^workspace:.*/, "workspace")}`,
      ),
    ),
};

const groups = ["dependencies", "devDependencies", "optionalDependencies", "unsavedDependencies"];

function pairsOfTree(root) {
  const found = new Set();
  const waiting = [root];
  for (const node of waiting) {
    for (const [name, child] of groups.flatMap((group) => Object.entries(node[group] ?? {}))) {
      // npm names what is absent without a version; pnpm shows the links of injected peers once more, by their path.
      if (child.version === undefined || child.version.includes("/node_modules/.pnpm/")) continue;
      found.add(`${name}@${versionOf(child)}`);
      waiting.push(child);
    }
  }
  return found;
}

function versionOf({ version }) {
  return /^(?:link|file):/.test(version)
    ? "workspace"
    : version.replace(/^.*@(?=\d)/, "").replace(/[(_].*$/, "");
}

function pairsOfYarnList(text) {
  const found = new Set();
  const line = text.split("\n").find((candidate) => candidate.startsWith('{"type":"tree"'));
  const waiting = [...JSON.parse(line).data.trees];
  for (const { name, children = [], shadow } of waiting) {
    // A shadow is what is asked for, and not what is installed.
    if (!shadow) found.add(name);
    waiting.push(...children);
  }
  return found;
}

function pairsOfYarnInfo(text) {
  const found = new Set();
  for (const line of text.split("\n").filter((candidate) => candidate.startsWith("{"))) {
    for (const { descriptor, locator } of JSON.parse(line).children.Dependencies ?? []) {
      const name = descriptor.slice(0, descriptor.indexOf("@", 1));
      found.add(`${name}@${versionOfLocator(locator)}`);
    }
  }
  return found;
}

function versionOfLocator(locator) {
  if (locator.includes("workspace:")) return "workspace";
  const plain = locator.replaceAll("%3A", ":");
  return /(?:npm:|version=)(\d[^&#:]*)/.exec(plain)?.[1] ?? locator;
}
