// Packuments of the shape and size of a large real one: 148 versions, 650 KB, three of them too young for any cooldown.
// Every package has the same text but for its name, which has a fixed length: a packument is a copy with the name patched in.

const versionCount = 148;
/** How many of the newest versions were published within the last two hours. */
export const youngCount = 3;
const nameDigits = 6;
const placeholder = "bench-000000";
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const dependencyNames = words("dep", 46);
const keywords = words("keyword", 12);

/** The package name of a number below a million. */
export function nameOf(number) {
  return `bench-${String(number).padStart(nameDigits, "0")}`;
}

/** The number of a package name, or `undefined` for any other name. */
export function numberOf(name) {
  return /^bench-\d{6}$/.test(name) ? Number(name.slice(-nameDigits)) : undefined;
}

/** All versions, oldest first: 1.0.0, 1.0.1, … */
export function versionsOf() {
  return Array.from({ length: versionCount }, (_, index) => `1.${Math.floor(index / 10)}.${index % 10}`);
}

/** Creates the renderer of packuments whose tarballs lie at `origin`; `now` makes the youngest versions young. */
export function createPackuments({ origin, now, integrityOf }) {
  const template = Buffer.from(JSON.stringify(packumentOf(origin, now, fakeIntegrity)));
  const offsets = offsetsOf(template, placeholder).map((offset) => offset + placeholder.length - nameDigits);
  return {
    /** Quick: the integrities are well-formed, but of no tarball. */
    render(number) {
      const bytes = Buffer.from(template);
      const suffix = Buffer.from(nameOf(number).slice(-nameDigits));
      for (const offset of offsets) suffix.copy(bytes, offset);
      return bytes;
    },
    /** Slow, since it hashes every tarball of the package. */
    renderWithTarballs(number) {
      const text = JSON.stringify(packumentOf(origin, now, (index) => integrityOf(number, index)));
      return Buffer.from(text.replaceAll(placeholder, nameOf(number)));
    },
  };
}

function packumentOf(origin, now, integrityOf) {
  const versions = versionsOf();
  const entries = versions.map((version, index) => [
    version,
    manifestOf(origin, version, index, integrityOf(index)),
  ]);
  const published = versions.map((version, index) => [version, publishTime(now, index)]);
  return {
    _id: placeholder,
    _rev: "1482-6f1a5f7c64d5b3d0",
    name: placeholder,
    "dist-tags": { latest: versions.at(-1), next: versions.at(-2), legacy: versions[40] },
    versions: Object.fromEntries(entries),
    time: { created: published[0][1], modified: published.at(-1)[1], ...Object.fromEntries(published) },
    bugs: { url: "https://code.example/bench/issues" },
    author: { name: "A. Author", email: "author@mail.example" },
    license: "MIT",
    homepage: "https://code.example/bench#readme",
    keywords,
    repository: { type: "git", url: "git+https://code.example/bench.git" },
    description: "A package that exists for measurements only",
    maintainers: maintainers(),
    readme: Array.from({ length: 260 }, (_, line) => `## Line ${line}\n\n${sentence(line)}`).join("\n"),
    readmeFilename: "README.md",
  };
}

function publishTime(now, index) {
  const age = versionCount - 1 - index;
  const ageMs = age < youngCount ? (age + 1) * 30 * 60_000 : age * 11 * dayMs;
  return new Date(now - ageMs).toISOString();
}

function manifestOf(origin, version, index, integrity) {
  return {
    name: placeholder,
    version,
    keywords,
    author: { name: "A. Author", email: "author@mail.example" },
    license: "MIT",
    _id: `${placeholder}@${version}`,
    maintainers: maintainers(),
    homepage: "https://code.example/bench#readme",
    bugs: { url: "https://code.example/bench/issues" },
    dist: {
      shasum: hex(index, 40),
      tarball: `${origin}/${placeholder}/-/${placeholder}-${version}.tgz`,
      fileCount: 80 + (index % 7),
      integrity,
      signatures: [
        { sig: base64(index + 1000, 96), keyid: "SHA256:bench0000000000000000000000000000000000000000" },
      ],
      attestations: {
        url: `${origin}/-/npm/v1/attestations/${placeholder}@${version}`,
        provenance: { predicateType: "https://slsa.dev/provenance/v1" },
      },
      unpackedSize: 2_000_000 + index * 1013,
    },
    main: "./dist/index.cjs",
    type: "module",
    types: "index.d.ts",
    module: "./index.js",
    exports: { ".": { types: { require: "./index.d.cts", default: "./index.d.ts" }, default: "./index.js" } },
    gitHead: hex(index + 500, 40),
    scripts: Object.fromEntries(
      dependencyNames.slice(0, 24).map((name) => [name, `node scripts/${name}.js`]),
    ),
    _npmUser: { name: "publisher", email: "publisher@mail.example" },
    repository: { type: "git", url: "git+https://code.example/bench.git" },
    _npmVersion: `10.${index % 9}.2`,
    description: "A package that exists for measurements only",
    directories: {},
    _nodeVersion: `20.${index % 18}.0`,
    dependencies: rangesOf(index, 0, 3),
    _hasShrinkwrap: false,
    devDependencies: rangesOf(index, 3, 46),
    _npmOperationalInternal: {
      tmp: `tmp/bench_${version}_${index}`,
      host: "s3://npm-registry-packages-npm-production",
    },
  };
}

function rangesOf(index, from, to) {
  return Object.fromEntries(
    dependencyNames
      .slice(from, to)
      .map((name, place) => [name, `^${1 + (place % 9)}.${Math.floor(index / 12)}.0`]),
  );
}

function maintainers() {
  return ["first", "second", "third", "fourth"].map((name) => ({ name, email: `${name}@mail.example` }));
}

function words(stem, count) {
  return Array.from(
    { length: count },
    (_, index) => `${stem}-${["parser", "stream", "loader", "core"][index % 4]}-${index}`,
  );
}

function sentence(line) {
  return `Line ${line} says nothing of weight, at a length of some eighty characters, as readmes do.`;
}

function fakeIntegrity(index) {
  return `sha512-${base64(index, 86)}==`;
}

function hex(seed, length) {
  return digits(seed, length, "0123456789abcdef");
}

/** The last sextet of 64 bytes carries two bits only, so it is drawn from the four letters that are canonical there. */
function base64(seed, length) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return digits(seed, length - 1, alphabet) + "AQgw"[seed % 4];
}

function digits(seed, length, alphabet) {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  let text = "";
  for (let place = 0; place < length; place += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += alphabet[Math.floor((state / 2 ** 32) * alphabet.length)];
  }
  return text;
}

function offsetsOf(bytes, text) {
  const found = [];
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + text.length)) found.push(at);
  return found;
}
