import type { ChannelName, ChannelStatement, EvidenceItem, ExposureQuestion } from "@lockkeeper/exposure";

import type { Environment } from "../environment.ts";
import type { EvidenceTree } from "./evidence-tree.ts";

/** What a channel reads with. */
export interface ChannelContext {
  readonly question: ExposureQuestion;
  /** Files and folders of the question, absolute; empty when only what the data folder knows is asked. */
  readonly roots: readonly string[];
  /** What lies below them, listed once for all channels when first asked for. */
  readonly tree: () => Promise<EvidenceTree>;
  /** The data folder, absolute; it may not be there. State that makes a second question faster goes below it. */
  readonly dataFolder: string;
  readonly environment: Environment;
  /** Says on standard error what is being done, for work that takes its time; a foreign text is shown escaped. */
  readonly tell: (what: string) => void;
}

/** A channel as the command asks it. It never throws for one bad source: it yields `unreadable`. */
export interface ChannelReader {
  readonly statement: ChannelStatement;
  read(context: ChannelContext): AsyncIterable<EvidenceItem>;
}

/** A channel's line in the list: it is loaded only when it is asked. */
export interface ChannelEntry {
  readonly channel: ChannelName;
  /** What it looks into: what the data folder knows, or the folders that a person names. */
  readonly looksInto: "data-folder" | "folders";
  readonly load: () => Promise<ChannelReader>;
}
