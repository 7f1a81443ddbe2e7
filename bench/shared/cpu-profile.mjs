import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

const rowsShown = 45;

/** Prints the functions of a .cpuprofile in a folder by their own time. */
export async function printProfile(folder) {
  const file = (await readdir(folder)).find((name) => name.endsWith(".cpuprofile"));
  if (file === undefined) throw new Error(`Cannot find the profile in ${folder}`);
  const { nodes, samples, timeDeltas } = JSON.parse(await readFile(join(folder, file), "utf8"));
  const own = new Map();
  const labels = labelsOf(nodes);
  for (const [place, sample] of samples.entries()) {
    const where = labels.get(sample);
    own.set(where, (own.get(where) ?? 0) + timeDeltas[place]);
  }
  const busy = [...own].filter(([where]) => !where.startsWith("(idle)"));
  const total = busy.reduce((sum, [, micros]) => sum + micros, 0);
  busy.sort(([, left], [, right]) => right - left);
  for (const [where, micros] of busy.slice(0, rowsShown)) {
    console.log(
      `${((100 * micros) / total).toFixed(1).padStart(5)} %  ${(micros / 1000).toFixed(0).padStart(6)} ms  ${where}`,
    );
  }
  console.log(`${(total / 1000).toFixed(0)} ms of the main thread in all; ${join(folder, file)}`);
}

/** Each node of the call tree by its own name, and for what Node or a library does, by our function that had it done. */
function labelsOf(nodes) {
  const parents = new Map(
    nodes.flatMap(({ id: parent, children = [] }) => children.map((child) => [child, parent])),
  );
  const frames = new Map(nodes.map((node) => [node.id, node.callFrame]));
  return new Map(nodes.map((node) => [node.id, labelOf(node.id)]));

  function labelOf(id) {
    const leaf = frames.get(id);
    let at = id;
    while (at !== undefined && !isOurs(frames.get(at))) at = parents.get(at);
    const owner = at === undefined ? undefined : renderFrame(frames.get(at));
    if (owner === undefined) return renderFrame(leaf);
    return at === id ? owner : `${owner} > ${leaf.functionName || "(anonymous)"}`;
  }
}

function isOurs({ url }) {
  return url.includes("/packages/");
}

function renderFrame({ functionName, url, lineNumber }) {
  return `${functionName || "(anonymous)"} ${url.split("/").slice(-3).join("/")}:${lineNumber + 1}`;
}
