/** `path/win32`. */
export default function create(kit) {
  return kit.builtin("path").win32;
}
