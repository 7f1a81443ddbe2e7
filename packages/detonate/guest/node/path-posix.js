/** `path/posix`. */
export default function create(kit) {
  return kit.builtin("path").posix;
}
