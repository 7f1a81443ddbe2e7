/** A text without the blanks that all of its lines begin with. */
export default function create() {
  const strip = (text) => {
    const lines = String(text).split("\n");
    const depths = lines
      .filter((line) => line.trim() !== "")
      .map((line) => line.length - line.trimStart().length);
    const depth = Math.min(...depths, 1_000);
    return lines.map((line) => line.slice(Math.min(depth, line.length - line.trimStart().length))).join("\n");
  };
  return Object.assign(strip, { default: strip });
}
