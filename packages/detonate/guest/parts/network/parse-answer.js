/**
 * JSON that came over the pretended network. An answer that says it stands for anything gives for every member that is asked
 * for what its sample says: code that takes a script out of some member finds one.
 */
export function parseAnswer(text) {
  const parsed = JSON.parse(text);
  return wrapAny(parsed);
}

function wrapAny(parsed) {
  if (
    typeof parsed !== "object" ||
    parsed === null ||
    typeof parsed.content !== "string" ||
    parsed.ok !== true
  )
    return parsed;
  const quiet = new Set([
    "then",
    "toJSON",
    "constructor",
    "length",
    "message",
    "error",
    "errors",
    "nodeType",
    "tagName",
    "pipe",
    "on",
    "default",
    "__esModule",
  ]);
  return new Proxy(parsed, {
    get(target, key) {
      if (typeof key !== "string" || key in target || quiet.has(key)) return target[key];
      return target.content;
    },
  });
}
