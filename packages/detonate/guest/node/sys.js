/** The old name of util. */
export default function create(kit) {
  return kit.builtin("util");
}
