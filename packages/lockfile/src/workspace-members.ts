import { nothingTold } from "./graph-draft.ts";
import type { GraphDraft, DraftRoot } from "./graph-draft.ts";

/** Folders of the project, and others on the disk, that dependencies lead to: packages that no entry of the file stands for. */
export class WorkspaceMembers {
  readonly #draft: GraphDraft;
  readonly #byFolder = new Map<string, number>();
  readonly #byName = new Map<string, number>();

  constructor(draft: GraphDraft, roots: readonly DraftRoot[]) {
    this.#draft = draft;
    for (const root of roots) if (root.folder !== ".") this.#addMember(root);
  }

  /** The package that stands for a folder. */
  inFolder(folder: string): number | undefined {
    return this.#byFolder.get(folder);
  }

  /** The member of that name. */
  named(name: string): number | undefined {
    return this.#byName.get(name);
  }

  /** Takes in a folder outside of the workspace, unless it is known. */
  addFolder(folder: string, name: string): void {
    if (folder === "." || this.#byFolder.has(folder)) return;
    this.#byFolder.set(
      folder,
      this.#draft.add({ ...nothingKnown, name, version: "", place: folder, kind: "file" }),
    );
  }

  #addMember({ folder, name, version, declared }: DraftRoot): void {
    const index = this.#draft.add({
      ...nothingKnown,
      name: name ?? folder,
      version: version ?? "",
      place: folder,
      kind: "workspace",
      declared: declared.filter(({ group }) => group !== "development"),
    });
    this.#byFolder.set(folder, index);
    if (name !== undefined) this.#byName.set(name, index);
  }
}

const nothingKnown = {
  resolved: undefined,
  integrity: undefined,
  line: 1,
  declared: [],
  ...nothingTold,
} as const;
