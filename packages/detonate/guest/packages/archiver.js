/** A package that code uses where it finds it: a ghost stands for it, and tells what is asked of it. */
export default function create(kit) {
  return kit.ghost("archiver");
}
