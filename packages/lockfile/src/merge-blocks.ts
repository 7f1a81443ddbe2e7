/** A line with what is indented below it. */
interface Block {
  readonly line: string;
  /** Blank lines and comments before it. */
  readonly lead: readonly string[];
  readonly children: readonly Block[];
}

/**
 * Puts together what two texts have that say things by indentation, as the lockfiles of pnpm and Yarn do. What only one of
 * them has comes in where it stands there; `undefined` where they say different things of one name.
 */
export function tryMergeBlocks(ours: string, theirs: string): string | undefined {
  const [left, right] = [readBlocks(ours), readBlocks(theirs)];
  if (left === undefined || right === undefined) return undefined;
  const merged = mergeLists(left.blocks, right.blocks, 0);
  return merged === undefined ? undefined : [...merged.flatMap(linesOf), ...left.rest].join("");
}

const maxDepth = 60;

function mergeLists(
  ours: readonly Block[],
  theirs: readonly Block[],
  depth: number,
): readonly Block[] | undefined {
  if (depth > maxDepth) return undefined;
  const known = new Map(theirs.map((each) => [keyOf(each), each]));
  const own = new Set(ours.map(keyOf));
  const merged: Block[] = [];
  for (const block of ours) {
    const other = known.get(keyOf(block));
    const joined = other === undefined ? block : mergeTwo(block, other, depth);
    if (joined === undefined) return undefined;
    merged.push(joined);
  }
  const news = theirs.filter((each) => !own.has(keyOf(each)));
  if (depth === 0 && news.some((each) => isClaimed(each, ours))) return undefined;
  const gap = gapOf(ours[1] ?? theirs[1] ?? (depth === 0 ? undefined : (ours[0] ?? theirs[0])));
  for (const block of news.toReversed())
    insert(merged, { ...block, lead: gap }, placeOf(block, theirs, merged));
  return merged;
}

/** What stands between two entries. */
function gapOf(model: Block | undefined): readonly string[] {
  return model === undefined ? ["\n"] : model.lead.filter((line) => line.trim() === "");
}

/** What stands before the first one stays there. */
function insert(list: Block[], block: Block, place: number): void {
  const [first] = list;
  if (place > 0 || first === undefined) {
    list.splice(place, 0, block);
    return;
  }
  list.splice(0, 1, { ...block, lead: first.lead }, { ...first, lead: block.lead });
}

function mergeTwo(ours: Block, theirs: Block, depth: number): Block | undefined {
  if (ours.line.trimEnd() !== theirs.line.trimEnd()) return undefined;
  const children = mergeLists(ours.children, theirs.children, depth + 1);
  return children === undefined ? undefined : { ...ours, children };
}

/** Before what follows it there; at the end where nothing of it does. */
function placeOf(block: Block, theirs: readonly Block[], merged: readonly Block[]): number {
  const places = new Map(merged.map((each, index) => [keyOf(each), index]));
  for (const next of theirs.slice(theirs.indexOf(block) + 1)) {
    const place = places.get(keyOf(next));
    if (place !== undefined) return place;
  }
  return merged.length;
}

/** What a line names: all of a heading or an item, and of a field what stands before its value. */
function keyOf({ line }: Block): string {
  const text = line.trim();
  if (text.endsWith(":") || text.startsWith("- ")) return text;
  const quoted = /^(?:"[^"]*"|'[^']*')/.exec(text)?.[0];
  return quoted ?? /^[^\s:]+/.exec(text)?.[0] ?? text;
}

/** Yarn's entries answer for several ranges: none of them may be answered for twice. */
function isClaimed({ line }: Block, others: readonly Block[]): boolean {
  const ranges = new Set(rangesOf(line));
  return others.some((other) => rangesOf(other.line).some((range) => ranges.has(range)));
}

function rangesOf(line: string): readonly string[] {
  return line
    .trim()
    .replace(/:$/, "")
    .split(",")
    .map((range) => range.trim().replace(/^"|"$/g, ""));
}

function linesOf({ lead, line, children }: Block): readonly string[] {
  return [...lead, line, ...children.flatMap(linesOf)];
}

interface Open {
  readonly indent: number;
  readonly children: Block[];
}

/** `undefined` for tabs, which mean other depths to others. */
function readBlocks(
  text: string,
): { readonly blocks: readonly Block[]; readonly rest: readonly string[] } | undefined {
  const blocks: Block[] = [];
  const open: Open[] = [{ indent: -1, children: blocks }];
  let lead: string[] = [];
  for (const line of text.split(/(?<=\n)/)) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) {
      lead.push(line);
      continue;
    }
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    if (line[indent] === "\t") return undefined;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const children: Block[] = [];
    open.at(-1)?.children.push({ line: line.endsWith("\n") ? line : `${line}\n`, lead, children });
    open.push({ indent, children });
    lead = [];
  }
  return { blocks, rest: lead };
}
