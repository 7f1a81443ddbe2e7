import { jsonLines } from "../src/json-lines.ts";

/** The fields that docs/contracts.md promises for a line, in alphabetical order, `schema` among them. */
export function promisedFields(command: string, subject: string): readonly string[] {
  const form = jsonLines.find((line) => line.command === command && line.subject.startsWith(subject));
  if (form === undefined) throw new Error(`No line of ${command} is for a ${subject}`);
  return ["schema", ...form.fields].toSorted();
}
