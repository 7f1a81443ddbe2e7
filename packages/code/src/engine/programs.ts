import type { Program } from "acorn";

import { parseJavaScript } from "../parse/parse-javascript.ts";
import { withShare } from "./effort.ts";
import { exportNamed } from "./exports.ts";
import { hoistInto } from "./hoisting.ts";
import type { Frame, Machine } from "./machine.ts";
import { Scope } from "./scope.ts";
import { join } from "./texts.ts";
import { unknown } from "./values.ts";
import type { Value } from "./values.ts";

/** Runs a program from its first statement to its last. */
export function runProgram(m: Machine, program: Program, scope: Scope): void {
  hoistInto(m, program, scope);
  for (const statement of program.body) {
    if (statement.type !== "ImportDeclaration") continue;
    m.execute(statement, scope);
  }
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration") continue;
    withShare(m, statementShare, () => m.execute(statement, scope));
  }
  exportNamed(m);
}

const maxTexts = 200;
const statementShare = 0.6;

/** Runs a text as code, one layer deeper; its effects are placed where it is run. */
export function runText(m: Machine, text: string, scope: Scope | undefined): Value {
  if (m.layer >= m.limits.maxLayers || m.steps <= 0 || m.textsRun.size > maxTexts || text.trim() === "")
    return unknown;
  const key = `${m.layer} ${text}`;
  if (m.textsRun.has(key) && text.length > 200) return unknown;
  m.textsRun.add(key);
  const { program } = parseJavaScript({
    text,
    path: "text.js",
    language: "javascript",
    goal: "script",
    strictOnly: true,
  });
  if (program === undefined) return unknown;
  return withLayer(m, { program, text, scope });
}

interface Layer {
  readonly program: Program;
  readonly text: string;
  readonly scope: Scope | undefined;
}

function withLayer(m: Machine, { program, text, scope }: Layer): Value {
  const outer = {
    layer: m.layer,
    site: m.site,
    source: m.source,
    at: m.at,
    frame: m.frame,
    last: m.last,
    scope: m.scope,
  };
  const frame: Frame = {
    returned: undefined,
    yielded: undefined,
    hasReturned: false,
    args: [],
    uncertain: m.uncertain,
  };
  Object.assign(m, { layer: m.layer + 1, site: m.site ?? m.at, source: text, frame, last: undefined });
  m.layers.push(program);
  try {
    const inner = new Scope(scope ?? new Scope(undefined, true), true, scope?.self);
    runProgram(m, program, inner);
    return join(m.last, frame.returned) ?? unknown;
  } finally {
    Object.assign(m, outer);
  }
}
