/** `fs/promises`. */
export default function create(kit) {
  return kit.builtin("fs").promises;
}
