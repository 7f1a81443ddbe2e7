import type { Capability, PackageFacts } from "@lockkeeper/facts";

/** What makes code run, in the order of the columns of a table, from what asks nobody to what somebody has to start. */
export const triggerTitles: Readonly<Record<Capability["trigger"], string>> = {
  install: "install",
  import: "import",
  bin: "command",
  browser: "browser",
  tool: "editor, agent",
  development: "development",
  none: "not reached",
};

/** The triggers in the order of the columns of a table. */
export const triggers: readonly Capability["trigger"][] = [
  "install",
  "import",
  "bin",
  "browser",
  "tool",
  "development",
  "none",
];

const phrases: Readonly<Record<string, string>> = {
  process: "starts programs",
  network: "connects to hosts",
  dns: "resolves names",
  listen: "listens for connections",
  "run-code": "runs text as code",
  "load-module": "loads modules by computed names",
  "load-native": "loads machine code",
  "read-file": "reads files",
  "write-file": "writes files",
  "delete-file": "deletes files",
  "rename-file": "renames files",
  "change-mode": "makes files executable",
  "list-files": "lists folders",
  "read-environment": "reads environment variables",
  "read-all-environment": "takes the whole environment",
  "host-facts": "asks about host and user",
  clipboard: "uses the clipboard",
  "key-log": "listens to keys",
  wallet: "takes hold of wallets",
  recipient: "names who gets what is sent",
  "endless-loop": "holds the program up for ever",
  "replace-global": "replaces what others call",
  decrypt: "decrypts or unpacks data",
  publish: "publishes packages",
  "install-packages": "installs packages",
  persist: "makes itself start again",
  silence: "hides failures, detaches itself",
  gate: "acts by host, time or place",
};

/** What an effect is called in a table. */
export function capabilityPhrase(kind: string): string {
  return Object.hasOwn(phrases, kind) ? (phrases[kind] ?? kind) : kind;
}

/** The place of an effect in a table: what reaches furthest comes first. */
export function capabilityRank(kind: string): number {
  const index = Object.keys(phrases).indexOf(kind);
  return index < 0 ? Number.MAX_SAFE_INTEGER : index;
}

/** Everything that a package can do, each kind of effect with each trigger that reaches it. */
export function capabilitiesOf({ commands, sources }: PackageFacts): readonly Capability[] {
  const found = new Map<string, Capability>();
  const add = (capability: Capability): void =>
    void found.set(`${capability.kind} ${capability.trigger}`, capability);
  for (const { trigger, facts } of commands) {
    for (const { kind } of facts.effects) add({ kind, trigger });
  }
  for (const { triggers: reached, facts } of sources) {
    for (const { kind } of facts.effects) {
      for (const trigger of reached) add({ kind, trigger });
      if (reached.length === 0) add({ kind, trigger: "none" });
    }
  }
  return [...found.values()];
}
