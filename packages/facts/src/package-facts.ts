import type { ArchiveAnomaly } from "@lockkeeper/archive";
import type { SourceFacts, SourceLocation } from "@lockkeeper/code";

/**
 * What makes a file run: an install, a `require` of the package, a command it ships, a bundle for browsers, a tool that
 * opens the folder (editors, agents, git hooks), or only the package's own development (tests, `prepare`, `prepublish`).
 */
export type Trigger = "install" | "import" | "bin" | "browser" | "tool" | "development";

/** What a file is, by its bytes first and its name second. */
export type FileKind =
  | "javascript"
  | "typescript"
  | "declaration"
  | "json"
  | "shell"
  | "powershell"
  | "batch"
  | "python"
  | "gyp"
  | "native"
  | "wasm"
  | "archive"
  | "image"
  | "font"
  | "markdown"
  | "source-map"
  | "style"
  | "markup"
  | "text"
  | "binary";

/** One file of a package. */
export interface FileFacts {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** The first 32 characters of the SHA-256 in lower-case hexadecimal: for telling whether it changed. */
  readonly hash: string;
  readonly kind: FileKind;
  /** Whether what it claims by its name is not what its bytes are; says both, such as `.js, but an ELF program`. */
  readonly mismatch: string | undefined;
  readonly isExecutable: boolean;
  /** What makes it run; empty when nothing in the package does. */
  readonly triggers: readonly Trigger[];
}

/** A source with what it does and what makes it run. */
export interface SourceFile {
  readonly path: string;
  readonly triggers: readonly Trigger[];
  /** How it is reached: from `scripts.postinstall` or `main` over each module to this file. At most 8 steps. */
  readonly reachedBy: readonly string[];
  readonly facts: SourceFacts;
}

/** A sink that a value from another file of the package reaches. */
export interface CrossFileFlow {
  /** The file and effect index where it ends. */
  readonly path: string;
  readonly effect: number;
  readonly from: string;
  readonly sources: readonly SourceFacts["effects"][number]["sources"][number][];
}

/** A command that something runs: a lifecycle script, a gyp action, an editor's task. */
export interface CommandFacts {
  /** Where it stands: `scripts.postinstall`, `binding.gyp`, `.vscode/tasks.json`. */
  readonly from: string;
  readonly trigger: Trigger;
  readonly command: string;
  /** Files of the package that it runs. */
  readonly runs: readonly string[];
  readonly facts: SourceFacts;
}

/** One dependency as the manifest states it. */
export interface DeclaredDependency {
  readonly name: string;
  readonly spec: string;
  readonly kind: "dependencies" | "optionalDependencies" | "peerDependencies" | "devDependencies" | "bundled";
}

/** Where a member of the manifest stands. Lines and columns count from 1, columns in UTF-16 units. */
export interface MemberPlace {
  /** The names from the root to it, such as `dependencies.axios`; only the first dot parts them. */
  readonly member: string;
  readonly line: number;
  readonly column: number;
}

/** What the package.json inside the archive says. */
export interface ManifestFacts {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly description: string | undefined;
  readonly repository: string | undefined;
  readonly author: string | undefined;
  readonly type: "module" | "commonjs";
  /** Every script, each at most 2,000 characters. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Scripts that an install runs, with the implicit one of a `binding.gyp`. */
  readonly installScripts: readonly string[];
  readonly bins: readonly { readonly command: string; readonly path: string }[];
  /** Files that `main`, `module`, `exports`, `browser`, `imports` and the like name, with the field. */
  readonly entries: readonly { readonly field: string; readonly path: string }[];
  readonly dependencies: readonly DeclaredDependency[];
  /** Where its members stand, and those of scripts, dependencies and commands; at most 5,000, in the order of the text. */
  readonly places?: readonly MemberPlace[];
  /** Problems of the manifest itself: not JSON, two members of one name, a wrong type. */
  readonly problems: readonly string[];
}

/** Ways in which bytes hide something, told without reading the language. */
export type ConcealmentKind =
  | "off-screen-code"
  | "bidirectional-text"
  | "invisible-characters"
  | "homoglyphs"
  | "encoded-payload"
  | "payload-in-data"
  | "extension-mismatch"
  | "native-binary"
  | "packed-binary"
  | "high-entropy"
  | "appended-data"
  | "instructions-to-reader"
  /** A page that takes what a person enters to another site, or leads or talks that person somewhere. */
  | "lure-page";

/** One thing that is hidden. */
export interface Concealment {
  readonly kind: ConcealmentKind;
  readonly path: string;
  readonly location: SourceLocation | undefined;
  readonly detail: string;
  readonly excerpt: string | undefined;
  /** Bytes or characters concerned. */
  readonly amount: number;
}

/** What kind of text an indicator is. */
export type IndicatorKind =
  | "url"
  | "host"
  | "address"
  | "credential-path"
  | "persistence-path"
  | "wallet-path"
  | "wallet-address"
  | "secret-variable"
  | "messenger"
  | "exfiltration-service"
  | "paste-service"
  | "tunnel-service"
  | "chain-endpoint"
  | "cloud-metadata"
  | "registry-api"
  | "code-host-api"
  | "mining"
  | "agent-tool"
  | "known-indicator";

/** A text that says where something goes, or what it is after. */
export interface Indicator {
  readonly kind: IndicatorKind;
  /** At most 200 characters. */
  readonly value: string;
  readonly path: string;
  readonly location: SourceLocation | undefined;
  /** `code` in a source's own texts, `comment` or `text` where it is only written about. */
  readonly where: "code" | "comment" | "text";
}

/** A file that editors, agents or git run by themselves. */
export interface AutorunFile {
  readonly path: string;
  readonly tool: string;
  /** What makes it run, such as `runOn: folderOpen` or `SessionStart`. */
  readonly when: string;
  readonly command: string | undefined;
}

/**
 * What the bytes of one version say, without the registry, the network or other versions. Plain data, the same for
 * the same bytes and the same extractor; cached by both.
 */
export interface PackageFacts {
  readonly schema: 1;
  /** The version of the extractor. */
  readonly extractor: string;
  readonly packedBytes: number | undefined;
  readonly unpackedBytes: number;
  readonly manifest: ManifestFacts;
  readonly files: readonly FileFacts[];
  /** Sources that do or hide something, or that could not be read. */
  readonly sources: readonly SourceFile[];
  readonly flows: readonly CrossFileFlow[];
  readonly commands: readonly CommandFacts[];
  readonly autoruns: readonly AutorunFile[];
  readonly anomalies: readonly ArchiveAnomaly[];
  readonly concealments: readonly Concealment[];
  readonly indicators: readonly Indicator[];
  /** Names of packages that any source of the package imports, and those named in configuration only. */
  readonly importedPackages: readonly string[];
  readonly mentionedPackages: readonly string[];
  /** What could not be read, and which limits were met; a verdict built on less than everything says so. */
  readonly gaps: readonly string[];
  /**
   * Those of the gaps without which nothing can be said for the version: code that runs at install, import or from a command
   * line, of which no syntax tree could be had, or that there was no room for.
   */
  readonly unread?: readonly string[];
}
