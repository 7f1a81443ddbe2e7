const custom = Symbol.for("nodejs.util.inspect.custom");
const maxItems = 100;

/** What `util.inspect` shows of a value; bounded in depth, items and length. */
export function inspect(value, options = {}, legacyDepth = undefined) {
  const settings = typeof options === "object" && options !== null ? options : { depth: legacyDepth };
  const depth = settings.depth === null || settings.depth === undefined ? 2 : settings.depth;
  return show(value, { depth, seen: [], level: 0 });
}

inspect.custom = custom;
inspect.defaultOptions = { depth: 2, colors: false };
inspect.styles = {};
inspect.colors = {};

/** `util.format`: the places of the first text filled in, the rest after it. */
export function format(...values) {
  const [first, ...rest] = values;
  if (typeof first !== "string") return values.map((value) => shown(value)).join(" ");
  let at = 0;
  const text = first.replaceAll(/%[sdifjoOc%]/g, (place) => {
    if (place === "%%") return rest.length === 0 ? place : "%";
    if (at >= rest.length) return place;
    const value = rest[at];
    at += 1;
    return fill(place, value);
  });
  return [text, ...rest.slice(at).map((value) => shown(value))].join(" ");
}

function fill(place, value) {
  switch (place) {
    case "%s":
      return typeof value === "object" && value !== null ? inspect(value, { depth: 0 }) : String(value);
    case "%d":
      return typeof value === "bigint" ? `${value}n` : String(Number(value));
    case "%i":
      return String(Number.parseInt(value, 10));
    case "%f":
      return String(Number.parseFloat(value));
    case "%j":
      return JSON.stringify(value) ?? "undefined";
    case "%c":
      return "";
    default:
      return inspect(value);
  }
}

function shown(value) {
  return typeof value === "string" ? value : inspect(value);
}

function show(value, at) {
  if (typeof value === "string") return at.level === 0 ? quote(value) : quote(value.slice(0, 10_000));
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "symbol") return String(value);
  if (value === null || (typeof value !== "object" && typeof value !== "function")) {
    return Object.is(value, -0) ? "-0" : String(value);
  }
  if (at.seen.includes(value)) return "[Circular *1]";
  const own = value[custom];
  if (typeof own === "function" && own !== inspect) {
    const made = Reflect.apply(own, value, [at.depth - at.level, {}, inspect]);
    return typeof made === "string" ? made : show(made, at);
  }
  return showObject(value, { ...at, seen: [...at.seen, value], level: at.level + 1 });
}

function quote(text) {
  const mark = text.includes("'") ? (text.includes('"') ? "`" : '"') : "'";
  return mark + text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t") + mark;
}

function showObject(value, at) {
  const name = value.constructor?.name;
  if (value instanceof Error)
    return value.stack ? `${String(value)}\n${value.stack}`.trimEnd() : String(value);
  if (value instanceof RegExp) return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Promise) return "Promise { <pending> }";
  if (at.level > at.depth + 1)
    return Array.isArray(value) ? "[Array]" : `[${name ?? "Object: null prototype"}]`;
  if (Array.isArray(value)) return showList("", value, "[]", at);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return showList(`${name}(${value.length}) `, Array.from(value.subarray(0, maxItems)), "[]", at);
  if (value instanceof Set) return showList(`Set(${value.size}) `, [...value], "{}", at);
  if (value instanceof Map) {
    const parts = [...value].map(([key, one]) => `${show(key, at)} => ${show(one, at)}`);
    return wrap(`Map(${value.size}) `, parts, "{}");
  }
  return showPlain(value, name, at);
}

function showList(prefix, items, brackets, at) {
  const parts = items.slice(0, maxItems).map((item) => show(item, at));
  if (items.length > maxItems) parts.push(`... ${items.length - maxItems} more items`);
  return wrap(prefix, parts, brackets);
}

function showPlain(value, name, at) {
  const parts = Object.keys(value)
    .slice(0, maxItems)
    .map((key) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key)}: ${showMember(value, key, at)}`);
  if (typeof value === "function") {
    const title = `[${/^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "Function"}${value.name ? `${/^class\b/.test(String(value)) ? " " : ": "}${value.name}` : " (anonymous)"}]`;
    return parts.length === 0 ? title : wrap(`${title} `, parts, "{}");
  }
  const prefix = name === "Object" ? "" : name === undefined ? "[Object: null prototype] " : `${name} `;
  return wrap(prefix, parts, "{}");
}

function showMember(value, key, at) {
  const member = Object.getOwnPropertyDescriptor(value, key);
  if (member?.get !== undefined) return member.set === undefined ? "[Getter]" : "[Getter/Setter]";
  return show(value[key], at);
}

function wrap(prefix, parts, [open, close]) {
  if (parts.length === 0) return `${prefix}${open}${close}`;
  const line = parts.join(", ");
  const inner =
    line.length <= 72 && !line.includes("\n")
      ? ` ${line} `
      : `\n  ${parts.map((part) => part.replaceAll("\n", "\n  ")).join(",\n  ")}\n`;
  return `${prefix}${open}${inner}${close}`;
}
