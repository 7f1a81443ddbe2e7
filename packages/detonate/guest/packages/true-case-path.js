/** A path as it is written on disk. */
export default function create() {
  return { trueCasePath: async (path) => path, trueCasePathSync: (path) => path };
}
