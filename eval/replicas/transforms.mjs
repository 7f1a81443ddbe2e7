// Multiplies samples by transforms: what an attacker's build, or an honest one, makes of the files that tell.
import { createPackageTransforms } from "./packages.mjs";
import { createTextTransforms } from "./texts.mjs";
import { loadTools } from "./tools.mjs";
import { openTransformCache } from "./transform-cache.mjs";

/**
 * Yields each sample as each transform that applies to it leaves it. `only` names transforms by a part of their name;
 * `every` takes one of so many pairs, spread over both, for a quicker look; `part` is [K, N], the K-th of N parts of them.
 */
export async function* transformSamples(samples, { only, every, part: [mine, parts], report }) {
  const tools = loadTools();
  const cache = await openTransformCache();
  const ofTexts = createTextTransforms(tools);
  const ofPackages = createPackageTransforms(tools);
  const isWanted = (name) => only === undefined || name.includes(only);
  let pair = 0;
  for (const sample of samples) {
    const releases = sample.createReleases();
    const chosen = chooseRelease(sample, releases);
    if (chosen === undefined) continue;
    for (const [name, transform] of Object.entries({ ...ofTexts, ...ofPackages })) {
      if (!isWanted(name) || (sample.kind === "honest" && transform.forHonest !== true)) continue;
      pair += 1;
      if ((pair - 1) % every !== 0 || Math.floor((pair - 1) / every) % parts !== mine - 1) continue;
      report(`${sample.id} × ${name}`);
      const changed = await cache.through(name, chosen, async () =>
        name in ofTexts
          ? await transformTexts(transform, chosen)
          : await transform.apply(chosen.release, chosen.targets),
      );
      if (changed === undefined) continue;
      const { name: packageName, version } = chosen.release.manifest;
      yield {
        ...sample,
        transform: name,
        judged: [{ name: packageName, version }],
        createReleases: () => releases.map((release) => (release === chosen.release ? changed : release)),
      };
    }
  }
  await tools.esbuild.stop?.();
}

/** What is larger is judged as it is, and not once more for each transform. */
const fileMaxLength = 3_200_000;

/** The first judged release with telling scripts, and their paths: those that are new or differ from the release before. */
function chooseRelease(sample, releases) {
  for (const { name, version } of sample.judged) {
    const own = releases.filter(({ manifest }) => manifest.name === name);
    const at = own.findIndex(({ manifest }) => manifest.version === version);
    const before = new Map(
      (own.findLast((_, index) => index < at && isPlain(own[index], own[at]))?.files ?? []).map(
        ({ path, content }) => [path, content],
      ),
    );
    if ((own[at].files ?? []).some(({ content }) => content.length > fileMaxLength)) continue;
    const targets = (own[at].files ?? [])
      .filter(
        ({ path, content }) =>
          /\.[cm]?js$/.test(path) && typeof content === "string" && before.get(path) !== content,
      )
      .map(({ path }) => path);
    if (targets.length > 0) return { release: own[at], targets };
  }
  return undefined;
}

/** Whether a release is not itself armed with the same files. */
function isPlain(release, armed) {
  const own = new Map(release.files?.map(({ path, content }) => [path, content]));
  return (armed.files ?? []).some(({ path, content }) => own.get(path) !== content);
}

async function transformTexts({ apply, max }, { release, targets }) {
  const files = [];
  let count = 0;
  for (const file of release.files) {
    const isTarget = targets.includes(file.path) && file.content.length <= max;
    const isModule =
      file.path.endsWith(".mjs") || (release.manifest.type === "module" && !file.path.endsWith(".cjs"));
    const shebang = isTarget ? (/^#!.*\n/.exec(file.content)?.[0] ?? "") : "";
    const text = isTarget
      ? await tryApply(apply, file.content.slice(shebang.length), { isModule })
      : undefined;
    if (text !== undefined) count += 1;
    files.push(text === undefined ? file : { ...file, content: shebang + text });
  }
  return count === 0 ? undefined : { ...release, files };
}

/** Tools refuse a few texts, such as notation that only browsers or only Node take; those are left out. */
async function tryApply(apply, text, options) {
  try {
    return await apply(text, options);
  } catch {
    return undefined;
  }
}
