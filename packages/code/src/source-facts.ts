/** A place in a source. Lines and columns begin at 1. */
export interface SourceLocation {
  readonly line: number;
  readonly column: number;
}

/** The languages that are read. `gyp` is `binding.gyp` and what it includes. */
export type SourceLanguage =
  | "javascript"
  | "typescript"
  | "shell"
  | "powershell"
  | "batch"
  | "python"
  | "gyp";

/** What a piece of code does to the world outside it. */
export type EffectKind =
  /** Starts a process, or a shell. The argument is the command as far as it is known. */
  | "process"
  /** Connects or sends: HTTP, TCP, UDP, WebSocket, beacons, known clients. The argument is the URL or host. */
  | "network"
  /** Resolves a name, which alone can carry data out. */
  | "dns"
  | "listen"
  | "read-file"
  | "write-file"
  | "delete-file"
  | "rename-file"
  | "change-mode"
  | "list-files"
  /** Reads one environment variable; the argument is its name. */
  | "read-environment"
  /** Takes the environment as a whole: enumerates, copies or serializes it. */
  | "read-all-environment"
  /** Host name, user, interfaces, working folder, processes. */
  | "host-facts"
  /** `eval`, `Function`, `vm`, `module._compile`, a timer with text. */
  | "run-code"
  /** Loads a module whose name is computed. */
  | "load-module"
  /** `process.dlopen`, a `.node` file, a foreign function interface. */
  | "load-native"
  | "clipboard"
  | "key-log"
  /** Takes hold of a wallet provider, or of what it signs or sends. */
  | "wallet"
  /** Names a constant address as one that gets what is sent: of mail, a chat, an account. The API is the field: `bcc`, `to`. */
  | "recipient"
  /** Replaces something that others call: `fetch`, `XMLHttpRequest.prototype.send`, `Module._load`, `http.request`. */
  | "replace-global"
  /** Decrypts or decompresses something with a key or data it carries. */
  | "decrypt"
  /** Publishes to a registry, or changes packages of others. */
  | "publish"
  /** Installs packages or a runtime while it runs. */
  | "install-packages"
  /** Makes itself start again: services, cron, shell start files, Run keys, agents' and editors' settings. */
  | "persist"
  /** A loop that never ends and lets nobody else have a turn; the argument is its head. */
  | "endless-loop"
  /** Keeps failures unseen, or detaches itself. */
  | "silence"
  /** Does or does not act depending on continuous integration, locale, time zone, host, date, debugger, target. */
  | "gate";

/** Where a value comes from that reaches an effect. */
export type SourceKind =
  /** The environment as a whole, or a variable that holds a secret. */
  | "environment"
  | "credential-file"
  | "host-facts"
  | "wallet"
  | "clipboard"
  | "key-log"
  /** Any other file's content. */
  | "file"
  /** Something downloaded. */
  | "network"
  /** A constant that was encoded or encrypted. */
  | "decoded"
  /** Output of a process. */
  | "process"
  /** Cookies, local storage and form fields of a page. */
  | "browser-data"
  /** A parameter of an exported function: what the package's user passes. */
  | "parameter"
  /** A part of what looks like a request to a server: its headers, query, body or cookies. */
  | "request";

/** How an API or an argument was named: as it is, composed of parts, or decoded from something unreadable. */
export type Naming = "plain" | "composed" | "decoded";

/** One use of an API, with what is known of its arguments. */
export interface Effect {
  readonly kind: EffectKind;
  /** The API by its canonical name, such as `child_process.exec`, `fs.readFile`, `fetch`; the program for scripts (`curl`). */
  readonly api: string;
  /**
   * The argument that matters, constant parts folded and unknown parts written `${…}`; at most 500 characters. Places
   * are `~`, `${tmpdir}`, `${cwd}`, `${__dirname}`, `${__filename}`, `${execPath}`, and `${NAME}` for a variable.
   */
  readonly argument: string | undefined;
  /** Names of the options that matter: `detached`, `windowsHide`, `stdio-ignore`, `stdio-inherit`, `shell`, `method-POST`, `tls-unverified`. */
  readonly options: readonly string[];
  /** Where values of its arguments come from. */
  readonly sources: readonly SourceKind[];
  readonly naming: Naming;
  /** `load` when it runs as soon as the file is loaded or started, `call` when something must call it. */
  readonly runs: "load" | "call";
  /** 0 in the file as it stands; 1 in a text that the file decodes and runs, and so on. */
  readonly layer: number;
  readonly location: SourceLocation;
  /** The source line around it, at most 200 characters. */
  readonly excerpt: string;
}

/** Ways in which code hides what it does. */
export type DisguiseKind =
  /** A table of strings that a function looks up by number, often rotated first. */
  | "string-table"
  | "flattened-control-flow"
  /** Most names are machine-made in the way of an obfuscator (`_0x3fa2`), not of a minifier. */
  | "obfuscator-names"
  | "symbols-only"
  | "packer"
  /** A long constant that the code decodes; the detail says into what. */
  | "encoded-blob"
  | "character-codes"
  | "escaped-text"
  | "reversed-text"
  /** Code that stops when it is read or debugged. */
  | "self-defence"
  | "escaped-identifiers"
  /** Texts decoded by arithmetic of the code itself, such as XOR with a key. */
  | "own-cipher"
  | "dead-code"
  | "minified";

/** One sign of disguise. */
export interface Disguise {
  readonly kind: DisguiseKind;
  readonly detail: string;
  /** How many times or how many characters, whichever tells more; at least 1. */
  readonly amount: number;
  readonly location: SourceLocation;
  readonly excerpt: string;
}

/** A module that a source names. */
export interface ModuleReference {
  /** As written or folded; `undefined` when it is not known. */
  readonly specifier: string | undefined;
  readonly kind:
    | "import"
    | "require"
    | "dynamic-import"
    | "re-export"
    | "resolve"
    | "worker"
    | "fork"
    | "run";
  readonly runs: "load" | "call";
  readonly naming: Naming;
  readonly location: SourceLocation;
}

/** What an exported function or value carries over to files that use it. */
export interface ExportSummary {
  /** The exported name; `default`, or `*` for what `module.exports` is as a whole. */
  readonly name: string;
  /** Where what it returns or is comes from. */
  readonly carries: readonly SourceKind[];
  /** Effects that its parameters reach, each by the index in `effects`. */
  readonly reaches: readonly { readonly parameter: number; readonly effect: number }[];
}

/** A value of another file that reaches an effect of this one. */
export interface ImportUse {
  readonly specifier: string;
  /** The imported name, as in `ExportSummary`. */
  readonly name: string;
  /** How: its value or result reaches the effect, or it is called with what comes from these sources. */
  readonly reachesEffect: number | undefined;
  readonly calledWith: readonly SourceKind[];
  readonly parameter: number | undefined;
  readonly runs: "load" | "call";
  readonly location: SourceLocation;
}

/** What one source file does, independent of the package around it. Plain data. */
export interface SourceFacts {
  readonly language: SourceLanguage;
  /** `strict` as the language says, `tolerant` with errors skipped, `failed` when nothing could be read. */
  readonly parsed: "strict" | "tolerant" | "failed";
  /** Why it was not read strictly, or which limit cut it short. */
  readonly problem: string | undefined;
  readonly effects: readonly Effect[];
  readonly disguises: readonly Disguise[];
  readonly modules: readonly ModuleReference[];
  readonly exports: readonly ExportSummary[];
  readonly imports: readonly ImportUse[];
  /** Texts that the code puts together or decodes and that do not stand in it: URLs, paths, names. At most 200. */
  readonly texts: readonly {
    readonly text: string;
    readonly naming: Naming;
    readonly location: SourceLocation;
  }[];
}
