import { parseAnswer } from "../parts/network/parse-answer.js";

const { stringify, parse } = JSON;

/** The global `JSON`, which knows the answers of the pretended network. */
export default function create() {
  const made = {
    parse: (text, reviver) =>
      typeof text === "string" && text.startsWith('[{"ok":true,"content"')
        ? parseAnswer(text, reviver)
        : parse(text, reviver),
    stringify,
  };
  Object.defineProperty(made.parse, "length", { value: 2 });
  Object.defineProperty(made, Symbol.toStringTag, { value: "JSON", configurable: true });
  return { JSON: made };
}
