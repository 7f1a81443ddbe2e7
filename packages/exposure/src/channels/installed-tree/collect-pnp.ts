import type { EvidenceItem, ExposedPlace } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import { failureOf } from "../source-failure.ts";
import { parsePnpFile } from "./pnp-file.ts";

/** A file by which Yarn's Plug'n'Play resolves packages. */
export interface PnpSource {
  readonly where: ExposedPlace;
  /** Below the place, with forward slashes. */
  readonly path: string;
  /** Reads the file; throws what the system throws. */
  read(): Promise<Uint8Array>;
}

/** Yields what Plug'n'Play resolves: nothing lies in `node_modules`, and the archives are in a cache. */
export async function* collectPnp(
  question: ExposureQuestion,
  sources: Iterable<PnpSource>,
): AsyncIterable<EvidenceItem> {
  const targets = createTargetSet(question.targets);
  for (const source of sources) {
    const { where, path } = source;
    try {
      const packages = parsePnpFile(new TextDecoder().decode(await source.read()));
      for (const { name, version, line } of packages) {
        if (targets.ofVersion(name, version).length === 0) continue;
        const undated = { since: undefined, until: undefined } as const;
        const about = { channel: "installed-tree", where, kind: "locked", name, version } as const;
        const detail = "Yarn resolved it when it last installed; its archive is in a cache";
        const ref = `${path}:${String(line)}`;
        yield { kind: "observation", observation: { ...about, ...undated, ref, detail } };
      }
    } catch (error) {
      const about = { channel: "installed-tree", where, ref: path } as const;
      yield { kind: "unreadable", unreadable: { ...about, ...failureOf(path, error) } };
    }
  }
}
