/** The variables that settings may refer to. */
export type Variables = Readonly<Record<string, string | undefined>>;

const npmReference = /(?<!\\)(\\*)\$\{([^${}?]{1,200})(\?)?\}/g;
const yarnReference = /\$\{([\dA-Za-z_]{1,200})(:)?(?:-([^}]{0,1000}))?\}/g;
const bunReference = /\$\{?([A-Za-z_][\dA-Za-z_]{0,200})\}?/g;
const maxCharacters = 10_000;

/** `${NAME}` and `${NAME?}` as npm, pnpm, Yarn 1 and Bun expand them in ini files: an unset one stays as it is, or is empty. */
export function expandNpm(text: string, variables: Variables): string {
  if (text.length > maxCharacters || !text.includes("${")) return text;
  return text.replace(npmReference, (whole: string, escapes: string, name: string, optional?: string) => {
    if (escapes.length % 2 === 1) return whole.slice((escapes.length + 1) / 2);
    const value = variables[name] ?? (optional === undefined ? `\${${name}}` : "");
    return `${escapes.slice(escapes.length / 2)}${value}`;
  });
}

/** `${NAME}`, `${NAME-otherwise}` and `${NAME:-otherwise}` as Yarn Berry expands them. */
export function expandYarn(text: string, variables: Variables): string {
  if (text.length > maxCharacters || !text.includes("${")) return text;
  return text.replace(yarnReference, (_whole, name: string, colon?: string, otherwise?: string) => {
    const value = variables[name];
    const isMissing = value === undefined || (colon !== undefined && value === "");
    return isMissing ? (otherwise ?? "") : value;
  });
}

/** `$NAME` and `${NAME}` as Bun expands them. */
export function expandBun(text: string, variables: Variables): string {
  if (text.length > maxCharacters || !text.includes("$")) return text;
  return text.replace(bunReference, (whole, name: string) => variables[name] ?? whole);
}
