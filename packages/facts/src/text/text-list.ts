/** The items of a list that is written with bars between them, over as many lines as it takes. */
export function listOf(text: string): readonly string[] {
  return text
    .split(/[|\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
