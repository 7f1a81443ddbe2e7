import type { ChannelEntry } from "./channel-reader.ts";

/** The channels that `exposure` asks, in this order. */
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
  {
    channel: "ci-log",
    looksInto: "folders",
    load: async () => (await import("./ci-log-reader.ts")).ciLogReader,
  },
  {
    channel: "proxy-log",
    looksInto: "folders",
    load: async () => (await import("./proxy-log-reader.ts")).proxyLogReader,
  },
  {
    channel: "sbom",
    looksInto: "folders",
    load: async () => (await import("./bill-reader.ts")).billReader,
  },
  {
    channel: "image",
    looksInto: "folders",
    load: async () => (await import("./image-reader.ts")).imageReader,
  },
  {
    channel: "range",
    looksInto: "folders",
    load: async () => (await import("./range-reader.ts")).rangeReader,
  },
];
