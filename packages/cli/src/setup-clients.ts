import type { ClientCommand } from "@lockkeeper/clients";

const commands: readonly ClientCommand[] = ["npm", "pnpm", "yarn", "bun"];

/** The clients of a list such as `npm,pnpm`, each once; `undefined` for no list, and for what is none. */
export function parseClientList(text: string | undefined): readonly ClientCommand[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(",").map((name) => name.trim());
  const found = commands.filter((command) => names.includes(command));
  return found.length > 0 && names.every((name) => found.some((command) => command === name))
    ? found
    : undefined;
}
