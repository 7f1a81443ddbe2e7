import type * as server from "@lockkeeper/server";

/** The part of the server package that commands use; tests put a fake in its place. */
export type Engine = Pick<
  typeof server,
  | "askServer"
  | "explain"
  | "openInspector"
  | "purgeCache"
  | "purgeVersions"
  | "readFeeds"
  | "readRegistryDefaults"
  | "readUpstreams"
  | "replayPolicy"
  | "requestServer"
  | "runningServer"
  | "startServer"
>;
