import type { Evidence } from "@lockkeeper/core";
import type { AttestationCheck, ProvenanceFacts, Release } from "@lockkeeper/trust";

import { defineDetector } from "../detector.ts";
import type { Detector, Sighting } from "../detector.ts";
import type { ReleaseChange } from "../release-change.ts";

/**
 * Attested, and built somewhere else than the release before: another repository, workflow, branch or configuration of
 * the publisher. Attestations of stolen pipelines are valid, so this is where they differ, when they do.
 */
export const provenanceChange: Detector = defineDetector({
  id: "provenance-change",
  title: "Attested, but built from another place than before",
  family: "identity",
  strength: "supporting",
  technique: "T1195.002",
  *detect(_subject, scene) {
    const change = scene.release();
    if (change === undefined) return;
    yield* compareConfiguration(change);
    const after = provenanceOf(change.attestations);
    if (after === undefined) return;
    yield* compareWithManifest(after, change.release);
    const before = provenanceOf(change.attestationsBefore);
    if (before !== undefined) yield* compareSources(before, after);
  },
});

function provenanceOf(check: Evidence<AttestationCheck> | undefined): ProvenanceFacts | undefined {
  if (check?.state !== "present" || check.value.kind !== "verified") return undefined;
  return check.value.facts.provenance;
}

function* compareConfiguration({ before, release }: ReleaseChange): Iterable<Sighting> {
  const former = configurationOf(before);
  const latter = configurationOf(release);
  if (former === undefined || latter === undefined || former === latter) return;
  yield {
    message: "The trusted publisher's configuration on the registry is another than for the release before.",
    before: former,
    after: latter,
  };
}

function configurationOf(release: Release | undefined): string | undefined {
  if (release?.publisher.state !== "present") return undefined;
  const publisher = release.publisher.value.trustedPublisher;
  return publisher?.configId === undefined ? undefined : `${publisher.id} ${publisher.configId}`;
}

function* compareWithManifest(after: ProvenanceFacts, release: Release): Iterable<Sighting> {
  const claimed = ownerAndName(release.repository);
  const built = ownerAndName(after.repository);
  if (claimed === undefined || built === undefined || claimed.text === built.text) return;
  yield {
    strength: claimed.owner === built.owner ? "context" : "supporting",
    message: `It was built from ${built.text}, and its manifest names ${claimed.text}.`,
    before: release.repository,
    after: after.repository,
  };
}

function* compareSources(before: ProvenanceFacts, after: ProvenanceFacts): Iterable<Sighting> {
  const former = ownerAndName(before.repository);
  const latter = ownerAndName(after.repository);
  if (former !== undefined && latter !== undefined && former.text !== latter.text) {
    yield {
      strength: former.owner === latter.owner ? "supporting" : "strong",
      message: `It was built from another repository than the release before: ${latter.text}.`,
      before: before.repository,
      after: after.repository,
    };
  } else if (before.workflow !== undefined && after.workflow !== before.workflow) {
    yield {
      message: `It was built by another workflow than the release before: ${after.workflow ?? "none"}.`,
      before: before.workflow,
      after: after.workflow,
    };
  }
  if (isTrunk(before.ref) && after.ref !== undefined && !isTrunk(after.ref)) {
    yield {
      message: `It was built from ${after.ref}, unlike the release before.`,
      before: before.ref,
      after: after.ref,
    };
  }
}

/** Tags and the branches on which releases are made everywhere. */
function isTrunk(ref: string | undefined): boolean {
  return (
    ref !== undefined && /^refs\/(?:tags\/|heads\/(?:main|master|trunk|next|develop|release|v?\d))/.test(ref)
  );
}

function ownerAndName(
  url: string | undefined,
): { readonly owner: string; readonly text: string } | undefined {
  const match = /([\w.-]{1,100})[/:]([\w.-]{1,100})\/([\w.-]{1,100}?)(?:\.git)?(?:[#/?].*)?$/.exec(
    url?.slice(0, 400).toLowerCase() ?? "",
  );
  const [, host = "", owner = "", name = ""] = match ?? [];
  return match === null ? undefined : { owner: `${host}/${owner}`, text: `${host}/${owner}/${name}` };
}
