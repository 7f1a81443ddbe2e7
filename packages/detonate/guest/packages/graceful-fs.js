/** graceful-fs is fs. */
export default function create(kit) {
  return Object.assign({ gracefulify: (fs) => fs }, kit.builtin("fs"));
}
