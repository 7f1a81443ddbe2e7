import { runGuest } from "./run-guest.ts";

/** Has the guest work out an expression of `value` for each case, and gives the results as JSON has them. */
export async function inGuest(
  expression: string,
  cases: readonly unknown[],
  prelude: string = "",
): Promise<readonly unknown[]> {
  const { printed, problem } = await runGuest(
    `${prelude}
     const results = JSON.parse(require("fs").readFileSync(__dirname + "/cases.json", "utf8")).map((value) => {
       try { return (${expression}) } catch (error) { return "threw " + error.name }
     });
     console.log(JSON.stringify(results));`,
    { files: { "cases.json": JSON.stringify(cases) } },
  );
  if (problem !== undefined) throw new Error(problem);
  const results: unknown = JSON.parse(printed.join("\n"));
  if (!Array.isArray(results)) throw new Error("The guest gave no list");
  return results;
}
