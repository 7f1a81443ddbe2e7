/** The global console is the module. */
export default function create(kit) {
  return { console: kit.builtin("console") };
}
