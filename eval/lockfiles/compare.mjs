import { listPaths } from "@lockkeeper/lockfile";

/** Compares a graph with a client's own listing, pair by pair, and names the reason of each difference that has one. */
export function compareGraph(graph, listing, client) {
  const ours = new Map();
  for (const { from, edge } of edgesOf(graph)) {
    if (edge.to === undefined) continue;
    const to = graph.packages[edge.to];
    const pair = `${edge.name}@${to.kind === "workspace" && client !== "npm" && client !== "yarn-classic" ? "workspace" : to.version}`;
    ours.set(pair, [...(ours.get(pair) ?? []), { from, edge, to }]);
  }
  const pathTo = listPaths(graph);
  const isReached = (entry) => entry === undefined || pathTo(graph.packages.indexOf(entry)) !== undefined;
  const both = [...ours.keys()].filter((pair) => listing.has(pair)).length;
  const onlyOurs = [...ours].filter(([pair]) => !listing.has(pair));
  const onlyTheirs = [...listing].filter((pair) => !ours.has(pair));
  return {
    both,
    onlyOurs: onlyOurs.map(([pair, uses]) => ({ pair, reason: reasonOfOurs(uses, isReached) })),
    onlyTheirs: onlyTheirs.map((pair) => ({ pair, reason: reasonOfTheirs(pair, graph) })),
  };
}

function* edgesOf({ roots, packages }) {
  for (const root of roots) for (const edge of root.dependencies) yield { from: undefined, edge };
  for (const from of packages) for (const edge of from.dependencies) yield { from, edge };
}

function reasonOfOurs(uses, isReached) {
  if (uses.every(({ from }) => !isReached(from)))
    return "below a package that nothing asks for: only a resolution keeps its entry";
  if (uses.every(({ to }) => to.isOptional))
    return "optional, for another platform: not installed, so not listed";
  if (uses.every(({ edge }) => edge.range.startsWith("patch:")))
    return "the bytes that a patched package is made from";
  if (uses.every(({ to }) => to.kind === "workspace"))
    return "a member of the workspace, which the client lists by itself";
  return undefined;
}

function reasonOfTheirs(pair, { packages }) {
  const at = pair.lastIndexOf("@");
  const [name, version] = [pair.slice(0, at), pair.slice(at + 1)];
  const same = packages.filter((entry) => entry.name === name && entry.version === version);
  if (same.length > 0) return "in the graph, where nothing leads to it";
  return undefined;
}

/** Compares what was worked out about development and optional packages with the marks in npm's lockfile. */
export function compareMarks(graph, lock) {
  const { packages } = JSON.parse(lock);
  const differing = graph.packages.filter((entry) => {
    const said = packages[entry.place];
    const either = said.devOptional === true;
    const saysDevelopment = said.dev === true;
    const saysOptional = said.optional === true;
    if (either) return entry.isDevelopment && entry.isOptional;
    return entry.isDevelopment !== saysDevelopment || entry.isOptional !== saysOptional;
  });
  return { count: graph.packages.length, differing: differing.map(({ place }) => place) };
}
