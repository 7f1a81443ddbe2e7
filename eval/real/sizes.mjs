// False alarms mean little without the size of the packages: large ones have more to misread.

const classes = [
  { title: "under 10 files", atMost: 9 },
  { title: "10 to 50", atMost: 50 },
  { title: "51 to 100", atMost: 100 },
  { title: "101 to 500", atMost: 500 },
  { title: "over 500", atMost: Number.POSITIVE_INFINITY },
];

/** Counts verdicts by how many files a package has: rows for a table, smallest first, the whole last. */
export function countBySize(results) {
  const rows = classes.map(({ title, atMost }, at) => {
    const above = classes[at - 1]?.atMost ?? -1;
    return countOf(
      title,
      results.filter(({ files }) => files > above && files <= atMost),
    );
  });
  return [...rows, countOf("all", results)];
}

/** Results of packages with more than a hundred files. */
export function isLarge({ files }) {
  return files > 100;
}

function countOf(title, results) {
  const count = (verdict) => results.filter((result) => result.verdict === verdict).length;
  return {
    title,
    packages: results.length,
    allow: count("allow"),
    hold: count("hold"),
    block: count("block"),
    unknown: count("unknown"),
  };
}
