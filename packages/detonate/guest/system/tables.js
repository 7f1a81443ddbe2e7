import * as ghosts from "../ghost.js";

import { createReplacementWatch } from "./use-replaced.js";

/** The modules of the groups, made when they are first asked for. */
export function createTables(kit, index) {
  const makers = { node: new Map(), web: new Map(), packages: new Map() };
  for (const [group, file, create] of index) makers[group].set(file, create);
  const made = new Map();
  const watch = createReplacementWatch();
  const take = (group, file) => {
    const key = `${group}/${file}`;
    if (made.has(key)) return made.get(key);
    const create = makers[group].get(file);
    const value = create?.(kit);
    if (create !== undefined) made.set(key, value);
    watch.made(key, value);
    return value;
  };
  const ghost = (name) => ghosts.createGhost(kit, name);
  return {
    builtin: (name) =>
      take(
        "node",
        String(name)
          .replace(/^node:/, "")
          .replaceAll(/[/:]/g, "-"),
      ),
    builtinNames: [...makers.node.keys()]
      .filter((file) => !/^bun(?:-|$)/.test(file))
      .map((file) => file.replaceAll("-", "/")),
    web: (file) => take("web", file),
    replaced: watch.replaced,
    ghost,
    standIn: (name, specifier = name) => {
      const file = name.replaceAll("/", "+");
      if (!makers.packages.has(file)) return ghost(specifier);
      const value = take("packages", file);
      if (specifier === name) return value;
      // A file of the package: what it exports mostly has the file's name.
      const member = specifier
        .split("/")
        .at(-1)
        .replace(/[.][cm]?js$/, "");
      return value?.[member] ?? ghost(specifier);
    },
  };
}
