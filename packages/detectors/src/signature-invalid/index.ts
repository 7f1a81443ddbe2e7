import { publicRegistryKeys, verifySignatures } from "@lockkeeper/trust";

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

/** The registry's signature does not hold for the name, the version and the hash that are served with it. */
export const signatureInvalid: Detector = defineDetector({
  id: "signature-invalid",
  title: "The registry's signature does not hold",
  family: "identity",
  strength: "decisive",
  technique: "T1565.001",
  *detect({ registry }, scene) {
    const change = scene.release();
    if (change === undefined) return;
    const { history, release } = change;
    const given = registry.state === "present" ? registry.value.signingKeys : undefined;
    const keys = given ?? publicRegistryKeys;
    const check = verifySignatures({ name: history.name, release, keys });
    if (check.kind === "wrong") {
      yield {
        message: "The registry's signature is not of this name, version and hash.",
        excerpt: check.keyId,
        after: `${history.name}@${release.version}:${release.integrity ?? ""}`,
      };
    }
    if (check.kind === "expired") {
      yield {
        strength: "supporting",
        message: "It is signed with a key that the registry had taken out of use before it was published.",
        excerpt: check.keyId,
      };
    }
    if (check.kind === "unsigned" && check.reason === "absent") {
      yield {
        strength: "context",
        message: "Other versions are signed by the registry, and this one is not.",
      };
    }
  },
});
