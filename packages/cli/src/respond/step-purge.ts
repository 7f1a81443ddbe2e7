import { join } from "node:path";

import { tryParsePackageName } from "@lockkeeper/core";
import { createTargetSet } from "@lockkeeper/exposure";

import { isThere } from "../bounded-file.ts";
import { readEngineSettings } from "../settings.ts";
import { doOnce } from "./step-context.ts";
import type { StepContext, StepEnd } from "./step-context.ts";

const step = "purge-firewall";

/** Takes the versions out of the firewall's cache, after their bytes were put aside. */
export async function purgeFirewall(context: StepContext): Promise<StepEnd> {
  const { dataFolder, desk, environment, input, subject } = context;
  if (!(await isThere(join(dataFolder, "cache", "tarballs")))) {
    return { outcome: "nothing-to-do", text: "This data folder has no firewall's cache." };
  }
  const engine = await environment.engine();
  const settings = await readEngineSettings(
    { data: input.data, upstream: input.upstream, policy: undefined },
    environment,
  );
  const targets = createTargetSet(subject.targets);
  for (const name of targets.names) {
    const parsed = tryParsePackageName(name);
    if (parsed === undefined) continue;
    await doOnce(context, { step, key: `purge:${name}` }, async () => {
      const { packuments, tarballs } = await engine.purgeVersions(settings, parsed, {
        isMeant: (version) => targets.ofVersion(name, version).length > 0,
        keepIn: join(desk.root, "quarantine", "firewall"),
      });
      const kept = tarballs.map(
        ({ version, integrity, size }) => `${version} (${String(size)} bytes, ${integrity})`,
      );
      const tarballWords =
        kept.length === 0 ? "no tarball was there" : `tarballs put aside: ${kept.join(", ")}`;
      return {
        text: `${name}: ${packuments === 0 ? "no document" : "its document"} was removed, ${tarballWords}.`,
      };
    });
  }
  const actions = desk.state().steps.get(step)?.actions ?? [];
  if (!actions.some(({ text }) => text.includes("put aside") || text.includes("its document was"))) {
    return { outcome: "nothing-to-do", text: "The firewall's caches hold nothing of these packages." };
  }
  return {
    outcome: "done",
    text: `The caches hold nothing of ${String(targets.names.size)} packages' bad versions any more; their bytes are kept as evidence.`,
  };
}
