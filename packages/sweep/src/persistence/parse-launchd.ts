import type { AutorunEntry } from "./autorun.ts";

const maxCharacters = 1_000_000;
const maxArguments = 200;

/** Reads a property list in XML (launchd.plist(5)): label and program. A binary one yields nothing. Never throws. */
export function parseLaunchAgent(text: string): AutorunEntry | undefined {
  const source = text.slice(0, maxCharacters);
  const label = valueAfter(source, "Label");
  const program = valueAfter(source, "Program");
  const words = argumentsAfter(source, "ProgramArguments");
  const command = [...(program === undefined ? [] : [program]), ...words].join(" ");
  return label === undefined && command === "" ? undefined : { name: label ?? "", command };
}

function valueAfter(source: string, key: string): string | undefined {
  const at = source.indexOf(`<key>${key}</key>`);
  if (at < 0) return undefined;
  const open = source.indexOf("<string>", at);
  const close = open < 0 ? -1 : source.indexOf("</string>", open);
  const next = source.indexOf("<key>", at + 5);
  if (close < 0 || (next >= 0 && next < open)) return undefined;
  return unescapeXml(source.slice(open + "<string>".length, close));
}

function argumentsAfter(source: string, key: string): readonly string[] {
  const at = source.indexOf(`<key>${key}</key>`);
  const end = at < 0 ? -1 : source.indexOf("</array>", at);
  if (end < 0) return [];
  return source
    .slice(at, end)
    .split("<string>")
    .slice(1, maxArguments)
    .map((part) => unescapeXml(part.split("</string>", 1)[0] ?? ""));
}

function unescapeXml(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
