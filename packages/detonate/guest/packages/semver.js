const pattern = /^[v=\s]*(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** Versions compared, ranges as they mostly are written. */
export default function create() {
  const parse = (text) => {
    const match = pattern.exec(String(text?.version ?? text).trim());
    if (match === null) return null;
    const [major, minor, patch] = [match[1], match[2], match[3]].map((part) => Number(part) || 0);
    const prerelease = match[4]?.split(".") ?? [];
    const version = `${major}.${minor}.${patch}${match[4] === undefined ? "" : `-${match[4]}`}`;
    return { major, minor, patch, prerelease, version, raw: String(text), toString: () => version };
  };
  const compare = (left, right) => compareParts(parse(left), parse(right));
  const satisfies = (version, range) =>
    String(range)
      .split("||")
      .some((part) => isInside(parse, compare, version, part.trim()));
  return {
    parse,
    valid: (text) => parse(text)?.version ?? null,
    clean: (text) => parse(text)?.version ?? null,
    coerce: (text) => parse(/\d+(?:\.\d+){0,2}/.exec(String(text))?.[0] ?? ""),
    major: (text) => parse(text)?.major,
    minor: (text) => parse(text)?.minor,
    patch: (text) => parse(text)?.patch,
    prerelease: (text) => (parse(text)?.prerelease.length ? parse(text).prerelease : null),
    validRange: (range) => String(range),
    minVersion: (range) => parse(/\d+(?:\.\d+){0,2}/.exec(String(range))?.[0] ?? "0.0.0"),
    compare,
    rcompare: (left, right) => compare(right, left),
    eq: (left, right) => compare(left, right) === 0,
    neq: (left, right) => compare(left, right) !== 0,
    gt: (left, right) => compare(left, right) > 0,
    gte: (left, right) => compare(left, right) >= 0,
    lt: (left, right) => compare(left, right) < 0,
    lte: (left, right) => compare(left, right) <= 0,
    satisfies,
    sort: (list) => list.sort(compare),
    maxSatisfying: (list, range) =>
      list
        .filter((version) => satisfies(version, range))
        .sort(compare)
        .at(-1) ?? null,
    inc: (text) => parse(text)?.version ?? null,
    SemVer: class SemVer {
      constructor(text) {
        Object.assign(this, parse(text));
      }
    },
    Range: class Range {
      constructor(range) {
        this.range = String(range);
      }
    },
  };
}

function compareParts(left, right) {
  if (left === null || right === null) return 0;
  for (const key of ["major", "minor", "patch"])
    if (left[key] !== right[key]) return left[key] < right[key] ? -1 : 1;
  if (left.prerelease.length === 0 || right.prerelease.length === 0)
    return Math.sign(right.prerelease.length - left.prerelease.length);
  return left.version < right.version ? -1 : left.version > right.version ? 1 : 0;
}

function isInside(parse, compare, version, part) {
  if (part === "" || part === "*" || part === "latest") return true;
  const span = /^(\S+)\s+-\s+(\S+)$/.exec(part);
  if (span !== null) return compare(version, span[1]) >= 0 && compare(version, span[2]) <= 0;
  return part
    .replaceAll(/([<>=~^]+)\s+/g, "$1")
    .split(/\s+/)
    .every((word) => meets(parse, compare, version, word));
}

function meets(parse, compare, version, word) {
  const [, operator = "", base = ""] = /^([<>=~^]*)(.*)$/.exec(word) ?? [];
  const wanted = parse(base);
  const own = parse(version);
  if (wanted === null || own === null) return false;
  const difference = compare(version, base);
  switch (operator) {
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case "~":
      return difference >= 0 && own.major === wanted.major && own.minor === wanted.minor;
    case "^":
      return (
        difference >= 0 && own.major === wanted.major && (wanted.major > 0 || own.minor === wanted.minor)
      );
    default:
      return (
        own.major === wanted.major &&
        (!/^[v=]*\d+\.\d/.test(base) || own.minor === wanted.minor) &&
        (!/^[v=]*\d+\.\d+\.\d/.test(base) || difference === 0)
      );
  }
}
