import { hostIn, isPublicAddress } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { quoted } from "../reading.ts";

const git = /^(?:git[+:@]|git\+|github:|gitlab:|bitbucket:|gist:|[\w-]+\/[\w.-]+(?:#|$))|\.git(?:#|$)/i;
const archiveOfCodeHost =
  /^https:\/\/(?:codeload\.)?(?:github\.com|gitlab\.com|bitbucket\.org|pkg\.pr\.new|cdn\.sheetjs\.com)\//i;

/** A name and a password, or a token, before the host or in the query: nobody publishes those of his own. */
const secretInUrl =
  /^(?:git\+)?https?:\/\/(?:[^@/]{0,100}:[^@/]{4,200}@|[^@/]{20,200}@)|[?&](?:token|access_token|private_token)=\w{8}/i;

/** A dependency of a published version comes from a URL, whose content anybody who owns the host may change. */
export const exoticDependency: Detector = defineDetector({
  id: "exotic-dependency",
  title: "A dependency comes from a URL or a repository instead of a registry",
  family: "graph",
  strength: "supporting",
  technique: "T1195.001",
  *detect({ facts }) {
    for (const { name, spec, kind } of facts.manifest.dependencies) {
      if (kind !== "dependencies" && kind !== "optionalDependencies") continue;
      const archive = carriedArchive.exec(spec)?.[1];
      const isCarried = archive !== undefined && facts.files.some(({ path }) => path === archive);
      const strength = isCarried ? "strong" : strengthOf(spec, kind);
      if (strength === undefined) continue;
      yield {
        message: `Its dependency ${name} comes from ${quoted(spec)}, not from a registry.`,
        strength,
        member: `${kind}.${name}`,
        excerpt: `"${name}": "${spec}"`,
      };
    }
  },
});

/** An archive in the archive, which is installed as a package that nobody looked into. */
const carriedArchive = /^file:(?:\.\/)?([\w./-]+\.(?:tgz|tar\.gz|tar))$/i;

function strengthOf(spec: string, kind: string): "decisive" | "strong" | "supporting" | undefined {
  const isUrl = /^https?:/i.test(spec);
  if (secretInUrl.test(spec)) return "strong";
  if (!isUrl && !git.test(spec)) return undefined;
  // An orphan commit of the package's own repository is how one wave kept its code out of sight.
  if (kind === "optionalDependencies" && /#[0-9a-f]{7,40}$/i.test(spec)) return "strong";
  if (!isUrl || archiveOfCodeHost.test(spec)) return "supporting";
  const host = hostIn(spec);
  const isBare = /^http:/i.test(spec) || (host !== undefined && isPublicAddress(host));
  return isBare ? "decisive" : "strong";
}
