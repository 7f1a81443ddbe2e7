/** The grades from worst to best. */
const order = ["executed", "fetched", "locked", "could-have-resolved", "unreadable", "none"];

/** Holds what was answered against what is true: misses, false alarms, wrong grades and what is shown as clean, by name. */
export function compare(truths, lines) {
  const rows = lines.filter(({ kind }) => kind === "exposure");
  const outcomes = truths.map((truth) => compareOne(truth, rows));
  const wrong = outcomes.filter(({ verdict }) => verdict !== "right");
  const claimed = new Set(outcomes.flatMap(({ rows: of }) => of));
  const strangers = rows.filter(
    (row) => !claimed.has(row) && row.grade !== "none" && row.grade !== "unreadable",
  );
  return { outcomes, wrong, strangers };
}

function compareOne({ place, scenario, grades }, rows) {
  const of = rows.filter((row) => speaksOf(row, place));
  const grade = of.map((row) => row.grade).reduce(worse, "none");
  const verdict = verdictOn(grade, grades);
  return { place, scenario, grades, grade, verdict, rows: of };
}

function speaksOf(row, place) {
  if (isBelow(row.where.id, place)) return true;
  return (
    row.evidence.some(({ ref }) => isBelow(ref, place)) ||
    row.unreadable.some(({ ref }) => isBelow(ref, place))
  );
}

/** A place's name must not be found inside another one's that begins alike. */
function isBelow(text, place) {
  const at = text.indexOf(place);
  if (at < 0) return false;
  const next = text[at + place.length];
  return next === undefined || !/[\w.-]/.test(next);
}

function worse(left, right) {
  return order.indexOf(left) <= order.indexOf(right) ? left : right;
}

function verdictOn(grade, grades) {
  if (grades.includes(grade)) return "right";
  const best = Math.min(...grades.map((each) => order.indexOf(each)));
  if (grades.includes("unreadable") && grade === "none") return "shown as clean";
  if (grade === "none" || grade === "unreadable") return "missed";
  if (grades.includes("none")) return order.indexOf(grade) <= 1 ? "false confirmed" : "false alarm";
  return order.indexOf(grade) < best ? "graded too high" : "graded too low";
}
