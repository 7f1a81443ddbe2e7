// What is measured, in the order in which the fresh servers of a round go through it.
import { nameOf } from "./synthetic-packument.mjs";

const warmPackument = `/${nameOf(0)}`;
const warmTarball = `/${nameOf(0)}/-/${nameOf(0)}-1.2.3.tgz`;
/** Packages with tarballs begin at 0, those without at 1000 (see origin.mjs). */
const firstColdTarballPackage = 1;
const coldTarballPackageCount = 100;
/** The last ones are too young, and those before them are for warming up. */
const firstWarmUpVersion = 100;
const firstColdPackage = 1000;
const phaseStride = 100_000;
const warmUpOffset = 50_000;
const warmUpStride = 5000;

/** The phases of a round: 16 connections alone for a first look, 200 besides when everything is wanted. */
export function phasesOf({ isFull, isQuick, seconds }) {
  const counts = isFull ? [1, 16, 200] : isQuick ? [16] : [1, 16];
  const cold = counts.map((connections, place) => coldPackuments(connections, "gzip", place));
  const identity = isQuick ? [] : [coldPackuments(16, "identity", counts.length)];
  const phases = [...cold, ...identity, coldTarballs(), ...counts.flatMap(warmPhases)];
  return phases.map((phase) => ({ ...phase, seconds }));
}

/** Packages whose packuments must be known before the cold tarballs are asked for, as they are in an install. */
export function coldTarballPackages() {
  return Array.from({ length: coldTarballPackageCount }, (_, index) =>
    nameOf(firstColdTarballPackage + index),
  );
}

function coldPackuments(connections, encoding, place) {
  const start = firstColdPackage + place * phaseStride;
  return {
    id: `packument-cold-${encoding}-${connections}`,
    subject: "packument",
    isCold: true,
    connections,
    encoding,
    target: { mode: "packument", start },
    warmUp: (round) => ({ mode: "packument", start: start + warmUpOffset + round * warmUpStride }),
  };
}

function coldTarballs() {
  const target = (firstVersion) => ({
    mode: "tarball",
    start: firstColdTarballPackage,
    packages: coldTarballPackageCount,
    firstVersion,
  });
  return {
    id: "tarball-cold-identity-16",
    subject: "tarball",
    isCold: true,
    connections: 16,
    encoding: "identity",
    target: target(0),
    warmUp: (round) => target(firstWarmUpVersion + round * 2),
  };
}

function warmPhases(connections) {
  const phase = (subject, encoding, start) => ({
    id: `${subject}-warm-${encoding}-${connections}`,
    subject,
    isCold: false,
    connections,
    encoding,
    target: { mode: "same", start },
    warmUp: () => ({ mode: "same", start }),
  });
  return [
    phase("packument", "gzip", warmPackument),
    phase("packument", "identity", warmPackument),
    phase("tarball", "identity", warmTarball),
  ];
}
