/** The shells that can be taught the commands. */
export const shells = ["bash", "zsh", "fish", "pwsh"] as const;
export type Shell = (typeof shells)[number];

/** The name of a shell when it is known. */
export function tryParseShell(text: string | undefined): Shell | undefined {
  return shells.find((shell) => shell === text);
}
