import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";

/** An attestation is there and does not hold for these bytes: forged, of another version, or altered. */
export const attestationInvalid: Detector = defineDetector({
  id: "attestation-invalid",
  title: "An attestation does not hold for these bytes",
  family: "identity",
  strength: "decisive",
  technique: "T1565.001",
  *detect({ registry }) {
    const attestations = registry.state === "present" ? registry.value.attestations : undefined;
    if (attestations?.state !== "present" || attestations.value.kind === "verified") return;
    const isInvalid = attestations.value.kind === "invalid";
    for (const problem of attestations.value.problems.slice(0, 3)) {
      yield isInvalid
        ? { message: `An attestation of it does not hold: ${problem}.` }
        : { strength: "context", message: `An attestation of it could not be verified: ${problem}.` };
    }
  },
});
