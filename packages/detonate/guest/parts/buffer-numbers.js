/** The methods of buffers that read and write numbers, under all of their names. */
export function numberMethods() {
  const methods = {};
  for (const [name, view, size] of [
    ["Int8", "Int8", 1],
    ["UInt8", "Uint8", 1],
    ["Int16", "Int16", 2],
    ["UInt16", "Uint16", 2],
    ["Int32", "Int32", 4],
    ["UInt32", "Uint32", 4],
    ["Float", "Float32", 4],
    ["Double", "Float64", 8],
    ["BigInt64", "BigInt64", 8],
    ["BigUInt64", "BigUint64", 8],
  ]) {
    for (const order of size === 1 ? [""] : ["LE", "BE"]) {
      addPair(methods, `${name}${order}`, { view, size, isLittle: order === "LE" });
    }
  }
  for (const order of ["LE", "BE"]) {
    addWide(methods, order, false);
    addWide(methods, order, true);
  }
  for (const key of Object.keys(methods))
    if (key.includes("UInt")) methods[key.replace("UInt", "Uint")] = methods[key];
  return methods;
}

function addPair(methods, name, { view, size, isLittle }) {
  methods[`read${name}`] = function read(offset = 0) {
    checkRange(this, offset, size);
    return new DataView(this.buffer, this.byteOffset, this.length)[`get${view}`](offset, isLittle);
  };
  methods[`write${name}`] = function write(value, offset = 0) {
    checkRange(this, offset, size);
    new DataView(this.buffer, this.byteOffset, this.length)[`set${view}`](offset, value, isLittle);
    return offset + size;
  };
}

function addWide(methods, order, isSigned) {
  const name = `${isSigned ? "Int" : "UInt"}${order}`;
  methods[`read${name}`] = function read(offset, size) {
    checkRange(this, offset, size);
    const bytes = Array.from(this.subarray(offset, offset + size));
    const value = (order === "LE" ? bytes.toReversed() : bytes).reduce((sum, byte) => sum * 256 + byte, 0);
    return isSigned && value >= 2 ** (size * 8 - 1) ? value - 2 ** (size * 8) : value;
  };
  methods[`write${name}`] = function write(value, offset, size) {
    checkRange(this, offset, size);
    let rest = value < 0 ? value + 2 ** (size * 8) : value;
    for (let step = 0; step < size; step += 1) {
      this[order === "LE" ? offset + step : offset + size - 1 - step] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return offset + size;
  };
}

function checkRange(bytes, offset, size) {
  if (offset >= 0 && offset + size <= bytes.length) return;
  const error = new RangeError(
    `The value of "offset" is out of range. It must be >= 0 and <= ${bytes.length - size}. Received ${String(offset)}`,
  );
  error.code = "ERR_OUT_OF_RANGE";
  throw error;
}
