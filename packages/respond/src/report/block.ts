import type { TimelineEvent } from "./timeline.ts";

/** How a part of a report is meant. */
export type BlockTone = "plain" | "lead" | "soft" | "warning";

/** A part of a report, before anybody decided on a format. All texts may be foreign; renderers make them safe. */
export type Block =
  | { readonly kind: "heading"; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string; readonly tone: BlockTone }
  | { readonly kind: "list"; readonly items: readonly string[]; readonly isOrdered: boolean }
  | {
      readonly kind: "table";
      readonly caption: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: "command"; readonly text: string; readonly command: string | undefined }
  | { readonly kind: "cards"; readonly cards: readonly Card[] }
  | { readonly kind: "timeline"; readonly events: readonly TimelineEvent[] };

/** A number that people look for first. */
export interface Card {
  readonly value: string;
  readonly label: string;
  readonly tone: "bad" | "doubtful" | "good" | "none";
}

/** A report in any format. */
export interface ReportDocument {
  readonly title: string;
  /** Who made it when; one line. */
  readonly by: string;
  readonly blocks: readonly Block[];
}

/** A heading of a part. */
export function heading(text: string, level: 2 | 3 = 2): Block {
  return { kind: "heading", level, text };
}

/** A paragraph. */
export function paragraph(text: string, tone: BlockTone = "plain"): Block {
  return { kind: "paragraph", text, tone };
}

/** A list, or a sentence where it would be empty. */
export function listOr(items: readonly string[], otherwise: string, isOrdered = false): Block {
  return items.length === 0 ? paragraph(otherwise, "soft") : { kind: "list", items, isOrdered };
}
