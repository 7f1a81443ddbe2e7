/** Templates whose texts are laid out. */
export default function create() {
  const joined = (parts, values) =>
    typeof parts === "string" ? parts : String.raw({ raw: parts.raw ?? parts }, ...values);
  const tag =
    (layOut) =>
    (parts, ...values) =>
      layOut(joined(parts, values));
  const lines = (text) => text.replaceAll(/^[ \t]+/gm, "").trim();
  const line = (text) => text.replaceAll(/\s+/g, " ").trim();
  return {
    stripIndent: tag(lines),
    stripIndents: tag(lines),
    html: tag(lines),
    oneLine: tag(line),
    oneLineTrim: tag((text) => line(text).replaceAll(" ", "")),
    commaLists: tag(lines),
    source: tag(lines),
  };
}
