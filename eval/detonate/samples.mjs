// What came of running samples: which texts of their intent were seen, by sample and by transform.
import { renderTable } from "../../bench/shared/table.mjs";
import { hiddenOf, intentOf } from "./intents.mjs";

const shownMax = 80;

/** Attacks and malware whose telling code runs at install or at import. */
export function isRunByItself({ kind, trigger }) {
  return kind !== "honest" && ["install", "import"].includes(trigger);
}

/** One version as it was run. What was tried is not kept. */
export function rowOf({ id, transform }, spec, { tried, ...done }) {
  const intent = intentOf(id, spec);
  return {
    ...done,
    name: [id, spec, ...(transform === undefined ? [] : [transform])].join(" "),
    isStating: intent.texts.length > 0 && isTriggered(transform) && !isSpoiled(transform, done.ends),
    why: intent.why,
    transform,
    hidden: hiddenOf(intent, tried),
  };
}

/** Whether the package still runs by itself: one transform makes a command of a hook. */
function isTriggered(transform) {
  return transform !== "hook-to-bin";
}

/**
 * Whether a transform left a program that ends the same way in Node before it does anything: a bundler's own refusal of what
 * a module has not, names of CommonJS in a module or in the body of a function that is made of text.
 */
function isSpoiled(transform, ends) {
  const spoiled =
    /Dynamic require of|ReferenceError: (?:require|exports|module|__dirname|__filename) is not defined/;
  return transform !== undefined && ends.some((end) => spoiled.test(end));
}

/** What is hidden, by name, and each transform's share. */
export function renderIntents(id, rows) {
  const stating = rows.filter(({ isStating }) => isStating);
  const hidden = stating.filter((row) => row.hidden.length > 0);
  const lines = hidden
    .slice(0, shownMax)
    .map(
      (row) =>
        `  not visible: ${row.name}: ${row.hidden.join(", ")}${row.ends.map((end) => ` (${end.slice(0, 120)})`).join("")}`,
    );
  const title = `\nInert samples that state an intent, ${id === "samples" ? "plain" : "transformed"}: ${stating.length} of ${rows.length} versions\n`;
  return [title, ...lines, ...(id === "samples" ? [] : [renderTransformShares(stating)])].join("\n");
}

function renderTransformShares(rows) {
  const names = [...new Set(rows.map(({ transform }) => transform))].toSorted((left, right) =>
    left.localeCompare(right),
  );
  return renderTable(
    ["transform", "versions", "visible"],
    names.map((name) => {
      const own = rows.filter(({ transform }) => transform === name);
      const visible = own.filter(({ hidden }) => hidden.length === 0).length;
      return [name, String(own.length), `${((100 * visible) / own.length).toFixed(1)} %`];
    }),
  );
}
