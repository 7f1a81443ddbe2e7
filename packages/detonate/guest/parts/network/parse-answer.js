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
const parse = JSON.parse;

/**
 * JSON that came over the pretended network. An answer that stands for anything gives, for every member that is asked for, the
 * script that it carries: code that takes a script out of some member finds one.
 */
export function parseAnswer(text, reviver = undefined) {
  const parsed = parse(text, reviver);
  if (
    !Array.isArray(parsed) ||
    parsed.length !== 1 ||
    parsed[0]?.ok !== true ||
    typeof parsed[0].content !== "string"
  )
    return parsed;
  const { content } = parsed[0];
  return new Proxy(parsed, {
    get(target, key) {
      if (typeof key !== "string" || key in target || quiet.has(key)) return target[key];
      return content;
    },
  });
}
