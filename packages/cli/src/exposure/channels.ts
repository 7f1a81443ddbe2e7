import type { ChannelEntry } from "./channel-reader.ts";

/**
 * The channels that `exposure` asks, in this order. One line each:
 * `{ channel: "sbom", looksInto: "folders", load: async () => (await import("./sbom-reader.ts")).sbomReader },`
 */
export const channelEntries: readonly ChannelEntry[] = [
  {
    channel: "ledger",
    looksInto: "data-folder",
    load: async () => (await import("./ledger-reader.ts")).ledgerReader,
  },
  {
    channel: "inventory",
    looksInto: "data-folder",
    load: async () => (await import("./inventory-reader.ts")).inventoryReader,
  },
  {
    channel: "lockfile",
    looksInto: "folders",
    load: async () => (await import("./lockfile-reader.ts")).lockfileReader,
  },
  {
    channel: "git-history",
    looksInto: "folders",
    load: async () => (await import("./git-history-reader.ts")).gitHistoryReader,
  },
  {
    channel: "host-sweep",
    looksInto: "data-folder",
    load: async () => (await import("./host-sweep-reader.ts")).hostSweepReader,
  },
  {
    channel: "installed-tree",
    looksInto: "folders",
    load: async () => (await import("./installed-tree-reader.ts")).installedTreeReader,
  },
  {
    channel: "client-cache",
    looksInto: "folders",
    load: async () => (await import("./client-cache-reader.ts")).clientCacheReader,
  },
];
