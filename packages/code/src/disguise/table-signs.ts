import type { Sign, SignFinder } from "./sign.ts";

const windowMaxCharacters = 400_000;
const candidateMaxCount = 60;

/** A function that makes a list of texts and replaces itself by one that gives it: how obfuscators keep strings. */
function findSelfReplacingTables(text: string): readonly Sign[] {
  const heads = text.matchAll(
    /function\s+([\w$]{1,40})\s*\(\s*\)\s*\{\s*(?:var|let|const)\s+([\w$]{1,40})\s*=\s*\[/g,
  );
  let candidates = 0;
  for (const head of heads) {
    candidates += 1;
    if (candidates > candidateMaxCount) break;
    const [, name = "", list = ""] = head;
    const body = text.slice(head.index, head.index + windowMaxCharacters);
    const replacement = new RegExp(
      String.raw`${escape(name)}\s*=\s*(?:function\s*\(\s*\)\s*\{\s*return\s+${escape(list)}\b|\(\s*\)\s*=>\s*${escape(list)}\b)`,
    ).exec(body);
    if (replacement !== null) {
      const amount = Math.max(1, countTexts(body.slice(0, replacement.index)));
      return [
        sign(`a list of ${String(amount)} texts behind a function that replaces itself`, amount, head.index),
      ];
    }
  }
  return [];
}

/** A function that looks a text up by a number from which it first takes another. */
function findNumberedLookups(text: string): readonly Sign[] {
  const replacing =
    /return(?:\s+|\s*\(\s*)([\w$]{1,40})\s*=\s*function\s*\(\s*([\w$]{1,40})\s*(?:,\s*[\w$]{1,40}\s*)?\)\s*\{\s*(?:return\s+[\w$]{1,40}\[\s*\2\s*-=?\s*\(?|\2\s*(?:=\s*\2\s*-|-=)\s*\(?)\s*-?(?:0x[\da-f]+|\d+)/i.exec(
      text,
    );
  if (replacing !== null)
    return [sign("a function that looks texts up by shifted numbers", 1, replacing.index)];
  const plain =
    /(?:function\s+([\w$]{1,40})\s*\(\s*([\w$]{1,40})\s*(?:,\s*[\w$]{1,40}\s*)?\)\s*\{|(?:var|let|const)\s+([\w$]{1,40})\s*=\s*function\s*\(\s*([\w$]{1,40})\s*(?:,\s*[\w$]{1,40}\s*)?\)\s*\{)\s*(?:\2|\4)\s*=\s*(?:\2|\4)\s*-\s*(?:0x[\da-f]+|\d+)\s*;\s*(?:var|let|const)\s+[\w$]{1,40}\s*=\s*[\w$]{1,40}\[/i.exec(
      text,
    );
  return plain === null ? [] : [sign("a function that looks texts up by shifted numbers", 1, plain.index)];
}

/** A list that is turned round until a checksum of numbers in its texts fits. */
function findRotations(text: string): readonly Sign[] {
  const rotations = text.matchAll(
    /(?:\.push|\[\s*["'](?:push|\\x70\\x75\\x73\\x68)["']\s*\])\s*\(\s*([\w$]{1,40})\s*(?:\.shift|\[\s*["'](?:shift|\\x73\\x68\\x69\\x66\\x74)["']\s*\])\s*\(\s*\)\s*\)/g,
  );
  for (const { index, 1: list = "" } of rotations) {
    if (
      !text
        .slice(Math.max(0, index - 60), index)
        .trimEnd()
        .endsWith(list)
    )
      continue;
    const around = text.slice(Math.max(0, index - 1_500), index + 400);
    const sums = around.match(/parseInt\s*\(/g)?.length ?? 0;
    const isCounted =
      /while\s*\(\s*--\s*[\w$]+\s*\)|\+\+\s*[\w$]+/.test(around) && /0x[\da-f]{2,}/i.test(around);
    if (sums >= 3 || isCounted) {
      return [sign("a list of texts that is turned before it is used", Math.max(1, sums), index)];
    }
  }
  return [];
}

/** `while (true) switch (order[i++])` over a split order of steps. */
function findFlattening(text: string): readonly Sign[] {
  const found = [
    ...text.matchAll(
      /["'](?:\d{1,3}\|){2,200}\d{1,3}["']\s*(?:\.split|\[\s*["']split["']\s*\])\s*\(\s*["']\|["']\s*\)/g,
    ),
  ];
  const switches = tallySwitches(text);
  const [first] = found;
  if (first === undefined && switches.count < 3) return [];
  if (first !== undefined && switches.count === 0) return [];
  return [
    {
      kind: "flattened-control-flow",
      detail: `${String(Math.max(found.length, switches.count))} blocks whose steps a list puts in order`,
      amount: Math.max(found.length, switches.count),
      offset: first?.index ?? switches.first,
    },
  ];
}

function tallySwitches(text: string): { readonly count: number; readonly first: number } {
  const found = [
    ...text.matchAll(
      /while\s*\(\s*(?:true|!!\[\]|!0|1)\s*\)\s*\{?\s*switch\s*\(\s*[\w$]{1,40}\s*\[\s*[\w$]{1,40}\s*\+\+\s*\]/g,
    ),
    ...text.matchAll(
      /for\s*\(\s*;\s*;\s*\)\s*\{?\s*switch\s*\(\s*[\w$]{1,40}\s*\[\s*[\w$]{1,40}\s*\+\+\s*\]/g,
    ),
  ];
  return { count: found.length, first: found[0]?.index ?? 0 };
}

function countTexts(text: string): number {
  return text.match(/["'`]\s*,\s*["'`]/g)?.length ?? 0;
}

function sign(detail: string, amount: number, offset: number): Sign {
  return { kind: "string-table", detail, amount, offset };
}

function escape(name: string): string {
  return name.replaceAll("$", String.raw`\$`);
}

/** Signs that texts or steps of the code are taken apart and looked up in tables. */
export const tableSigns: readonly SignFinder[] = [
  { needles: ["function"], find: findSelfReplacingTables },
  { needles: ["- 0x", "-0x", "- -0x", "-="], find: findNumberedLookups },
  { needles: ["shift", "\\x73\\x68\\x69\\x66\\x74"], find: findRotations },
  { needles: ["|"], find: findFlattening },
];
