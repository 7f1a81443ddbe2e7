/** Parses JSON as editors take it: with comments and commas before a closing bracket. `undefined` for anything else. */
export function tryParseCommentedJson(text: string): unknown {
  try {
    return JSON.parse(dropTrailingCommas(dropComments(text)));
  } catch {
    // Not JSON is an answer here.
    return undefined;
  }
}

function dropComments(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === "/" && (text[at + 1] === "/" || text[at + 1] === "*")) {
      kept.push(text.slice(from, at));
      at = endOfComment(text, at);
      from = at + 1;
    }
  }
  return [...kept, text.slice(from)].join("");
}

function dropTrailingCommas(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === ",") {
      let next = at + 1;
      while (" \t\r\n".includes(text[next] ?? "x")) next += 1;
      if (text[next] === "}" || text[next] === "]") {
        kept.push(text.slice(from, at));
        from = at + 1;
      }
      // What was skipped holds no comma.
      at = next - 1;
    }
  }
  return [...kept, text.slice(from)].join("");
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function endOfComment(text: string, start: number): number {
  const isLine = text[start + 1] === "/";
  const end = text.indexOf(isLine ? "\n" : "*/", start + 2);
  if (end < 0) return text.length;
  return isLine ? end : end + 1;
}
