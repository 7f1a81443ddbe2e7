// Tables of what became of samples, with every miss and false alarm named.
import { renderTable as renderTexts } from "../../bench/shared/table.mjs";

const renderTable = (head, body) =>
  renderTexts(
    head,
    body.map((row) => row.map(String)),
  );
const isStopped = ({ verdict }) => verdict === "hold" || verdict === "block";

/** What became of the samples as they are. */
export function renderPlain(rows) {
  const kinds = ["attack", "malware", "honest"].filter((kind) => rows.some((row) => row.kind === kind));
  const counted = Object.fromEntries(
    kinds.map((kind) => [kind, countVerdicts(rows.filter((row) => row.kind === kind))]),
  );
  const text = [
    "Samples as they are",
    renderTable(
      verdictHead("kind"),
      kinds.map((kind) => [kind, ...cells(counted[kind])]),
    ),
    "",
    "By class",
    renderTable(
      verdictHead("class"),
      countBy(rows, ({ kind, group }) => `${kind} ${group}`),
    ),
    "",
    "By trigger, attacks and malware",
    renderTable(
      verdictHead("trigger"),
      countBy(
        rows.filter(({ kind }) => kind !== "honest"),
        ({ trigger }) => trigger,
      ),
    ),
    "",
    ...nameMisses(rows),
    ...nameAlarms(rows),
    ...nameHeld(rows),
  ].join("\n");
  return {
    text,
    goals: Object.entries(counted).flatMap(([kind, counts]) => goalsOf(kind, counts)),
    figures: { counted },
  };
}

/** New packages of a class are judged from bytes alone, as those of the sealed set are, and have its goal. */
function goalsOf(kind, { all, block, hold }) {
  const stopped = block + hold;
  if (kind === "honest")
    return [{ name: `look-alikes stopped: ${stopped} of ${all} (goal 0)`, passed: stopped === 0 }];
  if (kind === "malware") {
    return [
      {
        name: `classes of malware held or blocked: ${rate(stopped, all)} (goal 90 %)`,
        passed: stopped >= 0.9 * all,
      },
    ];
  }
  return [
    { name: `replicas held or blocked: ${rate(stopped, all)} (goal 100 %)`, passed: stopped === all },
    { name: `replicas blocked: ${rate(block, all)} (goal 95 %)`, passed: block >= 0.95 * all },
  ];
}

function verdictHead(title) {
  return [title, "versions", "blocked", "held", "allowed", "unknown"];
}

function countBy(rows, keyOf) {
  const keys = [...new Set(rows.map(keyOf))];
  return keys.map((key) => [key, ...cells(countVerdicts(rows.filter((row) => keyOf(row) === key)))]);
}

/** What became of transformed samples, by transform. */
export function renderTransforms(rows) {
  const names = [...new Set(rows.map(({ transform }) => transform))];
  const table = names.map((name) => {
    const own = rows.filter(({ transform }) => transform === name);
    const bad = countVerdicts(own.filter(({ kind }) => kind !== "honest"));
    const good = countVerdicts(own.filter(({ kind }) => kind === "honest"));
    return [
      name,
      bad.all,
      bad.block,
      bad.hold,
      bad.all - bad.block - bad.hold,
      rate(bad.block + bad.hold, bad.all),
      good.all,
      good.block + good.hold,
    ];
  });
  const bad = rows.filter(({ kind }) => kind !== "honest");
  const good = rows.filter(({ kind }) => kind === "honest");
  const alarms = good.filter(isStopped).length;
  const text = [
    "Samples × transforms",
    renderTable(
      ["transform", "attacks", "blocked", "held", "missed", "stopped", "look-alikes", "alarms"],
      table,
    ),
    ...nameMisses(rows),
    ...nameAlarms(rows),
  ].join("\n");
  const goals = [
    transformGoal(
      "replicas",
      rows.filter(({ kind }) => kind === "attack"),
      97,
    ),
    transformGoal(
      "classes of malware",
      rows.filter(({ kind }) => kind === "malware"),
      90,
    ),
    { name: `transformed look-alikes stopped: ${alarms} of ${good.length} (goal 0)`, passed: alarms === 0 },
  ];
  return {
    text,
    goals,
    figures: { attacks: countVerdicts(bad), honest: countVerdicts(good), byTransform: table },
  };
}

function transformGoal(what, rows, percent) {
  const stopped = rows.filter(isStopped).length;
  return {
    name: `transformed ${what} held or blocked: ${rate(stopped, rows.length)} (goal ${percent} %)`,
    passed: 100 * stopped >= percent * rows.length,
  };
}

function countVerdicts(rows) {
  const of = (verdict) => rows.filter((row) => row.verdict === verdict).length;
  return {
    all: rows.length,
    block: of("block"),
    hold: of("hold"),
    allow: of("allow"),
    unknown: of("unknown"),
  };
}

function cells({ all, block, hold, allow, unknown }) {
  return [all, block, hold, allow, unknown];
}

function nameMisses(rows) {
  return nameRows(
    "missed",
    rows.filter((row) => row.kind !== "honest" && !isStopped(row)),
  );
}

function nameAlarms(rows) {
  return nameRows(
    "false alarm",
    rows.filter((row) => row.kind === "honest" && (isStopped(row) || row.verdict === "unknown")),
  );
}

function nameHeld(rows) {
  return nameRows(
    "held only",
    rows.filter((row) => row.kind !== "honest" && row.verdict === "hold"),
  );
}

function nameRows(label, rows) {
  return rows.map((row) => {
    const found = row.findings.map(({ id, strength }) => `${id} ${strength}`).join(", ") || "nothing found";
    const what = `${row.sample}${row.transform === undefined ? "" : ` × ${row.transform}`}`;
    return `${label}: ${what} (${row.spec}) ${row.verdict}: ${row.error ?? found}`;
  });
}

function rate(part, all) {
  return all === 0 ? "none" : `${part} of ${all}, ${((100 * part) / all).toFixed(1)} %`;
}
