/** The path module of both systems; the one of the world's platform is the default. */
export default function create(kit) {
  const posix = pathOf(posixRules, kit);
  const win32 = pathOf(windowsRules, kit);
  for (const path of [posix, win32]) Object.assign(path, { posix, win32 });
  return kit.world.platform === "win32" ? win32 : posix;
}

const posixRules = {
  sep: "/",
  delimiter: ":",
  isSeparator: (character) => character === "/",
  rootOf: (path) => (path.startsWith("/") ? "/" : ""),
  tidyRoot: (root) => root,
  isAbsoluteRoot: (root) => root !== "",
  same: (left, right) => left === right,
};

const windowsRules = {
  sep: "\\",
  delimiter: ";",
  isSeparator: (character) => character === "/" || character === "\\",
  rootOf: (path) =>
    /^[\\/]{2}[^\\/]+[\\/]+[^\\/]+[\\/]?|^[A-Za-z]:[\\/]?|^[\\/]/.exec(path.slice(0, 1024))?.[0] ?? "",
  tidyRoot: (root) => {
    const tidy = root.replaceAll("/", "\\");
    return tidy.startsWith("\\\\") && !tidy.endsWith("\\") ? `${tidy}\\` : tidy;
  },
  isAbsoluteRoot: (root) => /[\\/]/.test(root),
  same: (left, right) => left.toLowerCase() === right.toLowerCase(),
};

function pathOf(rules, kit) {
  const { sep, delimiter } = rules;
  const cwd = () => {
    const current = kit.builtin("process").cwd();
    return (kit.world.platform === "win32") === (sep === "\\") ? current : sep;
  };
  const split = (path) => splitParts(rules, path);
  const normalize = (path) => normalizePath(rules, text(path));
  const resolve = (...paths) => resolvePaths(rules, cwd, paths);
  const parse = (path) => parsePath(rules, text(path));
  return {
    sep,
    delimiter,
    normalize,
    resolve,
    parse,
    join: (...paths) => {
      const kept = paths.map((path) => text(path)).filter((path) => path !== "");
      const joined = kept.join(sep);
      // Two marks at the beginning are a share's only where the first part has them.
      const isShare = /^[\\/]{2}[^\\/]/.test(kept[0] ?? "");
      return joined === ""
        ? "."
        : normalize(isShare ? joined : joined.replace(/^[\\/]{2,}/, rules.isSeparator("\\") ? sep : "$&"));
    },
    isAbsolute: (path) => rules.isAbsoluteRoot(rules.rootOf(text(path))),
    relative: (from, to) => relativePath(rules, resolve(text(from)), resolve(text(to))),
    dirname: (path) => parse(path).dir || (split(text(path)).length > 0 ? "." : parse(path).root || "."),
    basename: (path, suffix) => cutSuffix(parse(path).base, suffix),
    extname: (path) => parse(path).ext,
    format: (parts) => formatPath(sep, parts),
    toNamespacedPath: (path) => path,
    matchesGlob: (path, pattern) => globPattern(pattern).test(path),
  };
}

function text(path) {
  if (typeof path === "string") return path;
  // What stands for a package that is not there stands for its texts too.
  if (typeof path === "function") return String(path);
  const shown =
    path === null
      ? "null"
      : typeof path === "object"
        ? `an instance of ${path.constructor?.name}`
        : String(path);
  const error = new TypeError(`The "path" argument must be of type string. Received ${shown}`);
  error.code = "ERR_INVALID_ARG_TYPE";
  throw error;
}

function splitParts(rules, path) {
  const parts = [];
  let part = "";
  for (const character of path.slice(rules.rootOf(path).length)) {
    if (!rules.isSeparator(character)) {
      part += character;
    } else if (part !== "") {
      parts.push(part);
      part = "";
    }
  }
  if (part !== "") parts.push(part);
  return parts;
}

function withoutDots(parts, isAbsolute) {
  const kept = [];
  for (const part of parts) {
    if (part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!isAbsolute) kept.push("..");
  }
  return kept;
}

function normalizePath(rules, path) {
  if (path === "") return ".";
  const root = rules.rootOf(path);
  const kept = withoutDots(splitParts(rules, path), rules.isAbsoluteRoot(root));
  const endsOpen = kept.length > 0 && rules.isSeparator(path.at(-1));
  const body = kept.join(rules.sep) + (endsOpen ? rules.sep : "");
  const shown = body === "" && root === "" ? (rules.isSeparator(path.at(-1)) ? `.${rules.sep}` : ".") : body;
  return rules.tidyRoot(root) + shown;
}

function resolvePaths(rules, cwd, paths) {
  let resolved = "";
  for (const path of [cwd(), ...paths.map((entry) => text(entry))]) {
    if (path === "") continue;
    const root = rules.rootOf(path);
    if (!rules.isAbsoluteRoot(root)) {
      resolved += (rules.isSeparator(resolved.at(-1)) ? "" : rules.sep) + path.slice(root.length);
      continue;
    }
    const drive = /^[A-Za-z]:/.exec(resolved)?.[0];
    resolved = /^[\\/](?![\\/])/.test(root) && drive !== undefined ? drive + path : path;
  }
  const normal = normalizePath(rules, resolved);
  const root = rules.rootOf(normal);
  return normal.length > root.length && normal.endsWith(rules.sep) ? normal.slice(0, -1) : normal;
}

function relativePath(rules, from, to) {
  if (!rules.same(rules.rootOf(from), rules.rootOf(to))) return to;
  const left = splitParts(rules, from);
  const right = splitParts(rules, to);
  let shared = 0;
  while (shared < left.length && shared < right.length && rules.same(left[shared], right[shared]))
    shared += 1;
  return [...left.slice(shared).map(() => ".."), ...right.slice(shared)].join(rules.sep);
}

function parsePath(rules, path) {
  const root = rules.rootOf(path);
  let end = path.length;
  while (end > root.length && rules.isSeparator(path[end - 1])) end -= 1;
  let start = end;
  while (start > root.length && !rules.isSeparator(path[start - 1])) start -= 1;
  const base = path.slice(start, end);
  const dirEnd = Math.max(root.length, start - 1);
  const dot = base.lastIndexOf(".");
  const ext = dot > 0 && base !== ".." ? base.slice(dot) : "";
  return { root, dir: path.slice(0, dirEnd), base, ext, name: base.slice(0, base.length - ext.length) };
}

function cutSuffix(base, suffix) {
  const cuts = typeof suffix === "string" && suffix !== base && base.endsWith(suffix);
  return cuts ? base.slice(0, base.length - suffix.length) : base;
}

function formatPath(sep, parts) {
  const dir = parts.dir || parts.root;
  const extension = parts.ext && !parts.ext.startsWith(".") ? `.${parts.ext}` : (parts.ext ?? "");
  const base = parts.base || `${parts.name ?? ""}${extension}`;
  if (!dir) return base;
  return dir === parts.root ? `${dir}${base}` : `${dir}${sep}${base}`;
}

function globPattern(pattern) {
  const body = String(pattern)
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("**/", "\u0001")
    .replaceAll("**", "\u0002")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
    .replaceAll("\u0001", "(?:.*/)?")
    .replaceAll("\u0002", ".*");
  return new RegExp(`^${body}$`);
}
