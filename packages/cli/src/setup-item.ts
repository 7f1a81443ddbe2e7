import type { Client, ClientCommand } from "@lockkeeper/clients";

import type { CiSystem } from "./ci-system.ts";
import type { FirewallState } from "./setup-firewall.ts";

/** Something that a person should know besides: nothing that setup does for them. */
export interface SetupNote {
  readonly kind: "note";
  readonly id:
    | "caches"
    | "environment"
    | "firewall"
    | "plain-http"
    | "project-settings"
    | "scope"
    | "token"
    | "upstream"
    | "yarn-1-lockfiles";
  readonly message: string;
  /** Lines to copy; may be none. */
  readonly lines: readonly string[];
}

/** What `setup` did or found, in the order that it is shown. */
export type SetupItem =
  | { readonly kind: "firewall"; readonly url: string; readonly state: FirewallState }
  | {
      readonly kind: "client";
      readonly command: ClientCommand;
      /** `undefined` when it did not say which it is. */
      readonly client: Client | undefined;
      /** `undefined` when it is not on the search path. */
      readonly program: string | undefined;
    }
  | {
      readonly kind: "file";
      readonly file: string;
      readonly action: "created" | "changed" | "unchanged" | "refused";
      readonly commands: readonly ClientCommand[];
      readonly changes: readonly FileChange[];
      /** Why it was refused; `null` otherwise. */
      readonly reason: string | null;
      readonly isDryRun: boolean;
    }
  | SetupNote
  /** The text for a pipeline's file. */
  | { readonly kind: "snippet"; readonly system: CiSystem; readonly text: string }
  | { readonly kind: "end"; readonly written: number; readonly isDryRun: boolean };

/** One change of a file, without the values of secrets. */
export interface FileChange {
  readonly removed: readonly string[];
  readonly inserted: readonly string[];
}

/** What `unsetup` did with one file. */
export interface UnsetupItem {
  readonly file: string;
  /**
   * `restored`: byte by byte as before; `removed`: it was not there before; `cleaned`: only what is ours was taken out,
   * since somebody changed it; `left`: nothing of ours was found; `refused`: it could not be written.
   */
  readonly action: "restored" | "removed" | "cleaned" | "left" | "refused";
  readonly reason: string | null;
  readonly isDryRun: boolean;
}

/** How unsetup ends. */
export interface UnsetupEnd {
  readonly kind: "end";
  readonly files: number;
  readonly isDryRun: boolean;
}
