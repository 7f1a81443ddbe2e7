// What is measured, in the order in which the fresh servers of a round go through it.
import { nameOf, versionsOf } from "./synthetic-packument.mjs";

const warmPackument = `/${nameOf(0)}`;
const warmTarball = `/${nameOf(0)}/-/${nameOf(0)}-1.2.3.tgz`;
/** Old enough for every policy; the youngest ones are refused. */
const oldVersionCount = versionsOf().length - 8;
const coldTarballPackageCount = 80;
/** Packages with tarballs begin at 0, those without at 1000 (see origin.mjs). */
const firstColdTarballPackage = 1;
const firstColdPackage = 1000;
const phaseStride = 100_000;
const warmUpOffset = 50_000;
/** Every cold tarball lands on the disk: more seconds would measure the disk alone. */
const coldTarballSeconds = 3;

/** The phases of a round: 16 connections alone for a first look, 200 besides when everything is wanted. */
export function phasesOf({ isFull, isQuick, seconds }) {
  const counts = isFull ? [1, 16, 200] : isQuick ? [16] : [1, 16];
  const cold = counts.map((connections, place) => coldPackuments(connections, "gzip", place));
  const identity = isQuick ? [] : [coldPackuments(16, "identity", counts.length)];
  return [...cold, ...identity, coldTarballs(), ...counts.flatMap(warmPhases)].map((phase) => ({
    ...phase,
    seconds: Math.min(seconds, phase.limitSeconds ?? seconds),
  }));
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
    warmUp: { mode: "packument", start: start + warmUpOffset },
  };
}

function coldTarballs() {
  const target = (start) => ({ mode: "tarball", start, perPackage: oldVersionCount });
  const reserved = 10;
  return {
    id: "tarball-cold-identity-16",
    subject: "tarball",
    isCold: true,
    connections: 16,
    encoding: "identity",
    limitSeconds: coldTarballSeconds,
    target: target(firstColdTarballPackage),
    warmUp: target(firstColdTarballPackage + coldTarballPackageCount - reserved),
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
    warmUp: { mode: "same", start },
  });
  return [
    phase("packument", "gzip", warmPackument),
    phase("packument", "identity", warmPackument),
    phase("tarball", "identity", warmTarball),
  ];
}
