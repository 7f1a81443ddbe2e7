// What many people's clients ask of one registry, as a sequence that is the same in every run: whole installs of an
// application, one name after the other, between single questions for names of which some are asked far more often.
const seed = 20_250_901;
const installShare = 0.5;
const tarballShare = 0.6;
/** Of packuments: npm install asks for abbreviated ones, `npm view` and installs with a minimum age for whole ones. */
const abbreviatedShare = 0.75;
const abbreviated = "application/vnd.npm.install-v1+json";

/** Creates a function that answers the next `{ kind, path, accept, expected }`. */
export function createTraffic({ packuments, tarballs }) {
  const random = createRandom(seed);
  const shuffled = tarballs.toSorted((left, right) => (left.integrity < right.integrity ? -1 : 1));
  let install = 0;
  return () => {
    if (random() < installShare) {
      install += 1;
      return askTarball(shuffled[install % shuffled.length]);
    }
    if (random() < tarballShare) return askTarball(pick(shuffled, random));
    const { name } = pick(packuments, random);
    const accept = random() < abbreviatedShare ? abbreviated : "application/json";
    return { kind: "packument", path: `/${name.replace("/", "%2f")}`, accept, expected: name };
  };
}

/** One tarball that no sequence is needed for. */
export function askTarball({ path, integrity }) {
  return { kind: "tarball", path, accept: "*/*", expected: integrity };
}

/** The square makes the first tenth of the names take a third of the questions. */
function pick(list, random) {
  return list[Math.floor(random() ** 2 * list.length)];
}

/** Mulberry32: small, and good enough to spread questions. */
function createRandom(start) {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
