/** Whether two values are alike all the way down; strictly, types and prototypes count. */
export function isDeepEqual(left, right, isStrict = true, seen = new Map()) {
  if (Object.is(left, right) || (!isStrict && left == right)) return true; // oxlint-disable-line eqeqeq -- the loose comparison of Node's assert
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (isStrict && Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
  if (seen.get(left) === right) return true;
  seen.set(left, right);
  const own = compareOwn(left, right, (one, other) => isDeepEqual(one, other, isStrict, seen));
  if (own !== undefined) return own;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isDeepEqual(left[key], right[key], isStrict, seen))
  );
}

/** Kinds whose content is not in their members; nothing for the others. */
function compareOwn(left, right, isEqual) {
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime();
  if (left instanceof RegExp && right instanceof RegExp) return String(left) === String(right);
  if (left instanceof Error && right instanceof Error)
    return left.message === right.message && left.name === right.name;
  if (left instanceof Set && right instanceof Set)
    return left.size === right.size && [...left].every((item) => right.has(item));
  if (!(left instanceof Map) || !(right instanceof Map)) return undefined;
  return (
    left.size === right.size &&
    [...left].every(([key, item]) => right.has(key) && isEqual(item, right.get(key)))
  );
}
