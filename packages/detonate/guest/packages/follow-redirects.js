/** follow-redirects is http and https. */
export default function create(kit) {
  return { http: kit.builtin("http"), https: kit.builtin("https"), wrap: (protocols) => protocols };
}
