import { nameOf } from "./synthetic-packument.mjs";

/** Yields the paths of a target, as load.lua does for wrk. */
export function pathsOf({ mode, start, perPackage }) {
  if (mode === "same") return () => start;
  let count = 0;
  return () => {
    const number = count;
    count += 1;
    return mode === "packument" ? `/${nameOf(start + number)}` : tarballPath(start, number, perPackage);
  };
}

/** The path of the n-th tarball, counted from the first version of package `start`. */
export function tarballPath(start, number, perPackage) {
  const name = nameOf(start + Math.floor(number / perPackage));
  const version = number % perPackage;
  return `/${name}/-/${name}-1.${Math.floor(version / 10)}.${version % 10}.tgz`;
}
