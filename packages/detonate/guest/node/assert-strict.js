/** `assert/strict`. */
export default function create(kit) {
  return kit.builtin("assert").strict;
}
