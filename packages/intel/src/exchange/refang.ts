const marks: readonly (readonly [RegExp, string])[] = [
  [/\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)/gi, "."],
  [/\[:\]/g, ":"],
  [/\[:\/\/\]/g, "://"],
  [/\[@\]|\[at\]|\(at\)/gi, "@"],
  [/^hxxp/i, "http"],
  [/^fxp/i, "ftp"],
];

/** The plain form of a host, address or mail address that was written so that nobody follows it by accident. */
export function refang(text: string): string {
  return marks.reduce((plain, [form, mark]) => plain.replace(form, mark), text);
}

/** Writes hosts and addresses so that no program makes a link of them: for people, never for machines. */
export function defang(text: string): string {
  return text.replace(/^http/i, (word) => (word === "HTTP" ? "HXXP" : "hxxp")).replaceAll(".", "[.]");
}
