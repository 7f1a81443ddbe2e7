const magic = [0, 0x61, 0x73, 0x6d];
const kinds = ["function", "table", "memory", "global", "tag"];
const listMaxCount = 4_000;
const sectionIds = { custom: 0, type: 1, import: 2, memory: 5, export: 7, start: 8, data: 11 };

/** Reads numbers and names of a module one after the other; throws a RangeError past its end. */
class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    Object.assign(this, { bytes, at, end });
  }
  byte() {
    if (this.at >= this.end) throw new RangeError("unexpected end");
    return this.bytes[this.at++];
  }
  number() {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new RangeError("a number that is too long");
  }
  part(length) {
    if (this.at + length > this.end) throw new RangeError("unexpected end");
    const part = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return part;
  }
  name() {
    return textOf(this.part(this.number()));
  }
  list(read) {
    const count = Math.min(this.number(), listMaxCount);
    return Array.from({ length: count }, () => read(this));
  }
  limits() {
    const flags = this.number();
    const initial = this.number();
    if ((flags & 1) === 1) this.number();
    return initial;
  }
}

function textOf(bytes) {
  let text = "";
  for (const byte of bytes.subarray(0, 400)) text += String.fromCharCode(byte);
  return text;
}

/**
 * What a program of WebAssembly holds beside its code: what it wants and gives, its memory, its texts. What cannot be read is left
 * out; nothing where the bytes are no such program.
 */
export function readModule(bytes) {
  if (magic.some((byte, index) => bytes[index] !== byte)) return undefined;
  const parts = {
    types: [],
    imports: [],
    exports: [],
    data: [],
    custom: [],
    pages: undefined,
    hasStart: false,
  };
  const reader = new Reader(bytes, 8);
  try {
    while (reader.at < reader.end) {
      const id = reader.byte();
      const length = reader.number();
      const content = new Reader(bytes, reader.at, Math.min(reader.at + length, bytes.length));
      reader.at += length;
      readSection(parts, id, content);
    }
  } catch (error) {
    // What was read until then is what there is.
    if (!(error instanceof RangeError)) throw error;
  }
  return parts;
}

function readSection(parts, id, reader) {
  switch (id) {
    case sectionIds.custom:
      parts.custom.push({ name: reader.name(), bytes: reader.part(reader.end - reader.at) });
      break;
    case sectionIds.type:
      parts.types = reader.list(readType);
      break;
    case sectionIds.import:
      parts.imports = reader.list(readImport);
      break;
    case sectionIds.memory:
      [parts.pages] = reader.list((each) => each.limits());
      break;
    case sectionIds.export:
      parts.exports = reader.list((each) => {
        const name = each.name();
        const kind = kinds[each.byte()] ?? "function";
        each.number();
        return { name, kind };
      });
      break;
    case sectionIds.start:
      parts.hasStart = true;
      break;
    case sectionIds.data:
      readData(parts, reader);
      break;
    default:
  }
}

function readType(reader) {
  reader.byte();
  const parameters = reader.list((each) => each.byte());
  reader.list((each) => each.byte());
  return parameters;
}

function readImport(reader) {
  const module = reader.name();
  const name = reader.name();
  const kind = kinds[reader.byte()] ?? "function";
  if (kind === "function") return { module, name, kind, type: reader.number() };
  if (kind === "memory") return { module, name, kind, pages: reader.limits() };
  if (kind === "table") {
    reader.byte();
    reader.limits();
  } else {
    reader.byte();
    reader.byte();
  }
  return { module, name, kind };
}

/** Each part of the memory's content as far as it can be read; a part whose place is worked out ends the list. */
function readData(parts, reader) {
  const count = Math.min(reader.number(), listMaxCount);
  for (let index = 0; index < count; index += 1) {
    const flags = reader.number();
    if (flags === 2) reader.number();
    const offset = flags === 1 ? 0 : readOffset(reader);
    if (offset === undefined) return;
    parts.data.push({ offset, bytes: reader.part(reader.number()) });
  }
}

function readOffset(reader) {
  const isConstant = reader.byte() === 0x41;
  const offset = isConstant ? reader.number() : undefined;
  return reader.byte() === 0x0b ? offset : undefined;
}
