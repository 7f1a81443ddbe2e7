import type { Parser } from "acorn";

/**
 * How many expressions and statements may stand inside each other. Node, with the stack that it has unless told otherwise,
 * gives up below 6,000; the threads that read packages hold this many.
 */
const defaultMaxDepth = 8_000;
/** An expression passes two of the methods that count. */
const levelsOfEach = 2;

type ParserClass = typeof Parser;

/** What the parsers call for each level, in their common form; the published types do not name them. */
interface Levels {
  parseMaybeAssign(...parts: readonly unknown[]): unknown;
  parseMaybeUnary(...parts: readonly unknown[]): unknown;
  parseStatement(...parts: readonly unknown[]): unknown;
}

/**
 * A parser that throws a RangeError for what nests too deeply. Security: nothing may run into the end of the stack, for where
 * a regular expression is compiled there, V8 ends the whole process, which no thread holds up. `maxDepth` counts expressions;
 * of statements twice as many may nest.
 */
export function withBoundedDepth(Base: ParserClass, maxDepth: number = defaultMaxDepth): ParserClass {
  const Levelled = Base as unknown as new (...parts: readonly unknown[]) => Levels; // Methods that types do not name.
  class BoundedParser extends Levelled {
    depth = 0;

    override parseMaybeAssign(...parts: readonly unknown[]): unknown {
      return this.inside(() => super.parseMaybeAssign(...parts));
    }

    override parseMaybeUnary(...parts: readonly unknown[]): unknown {
      return this.inside(() => super.parseMaybeUnary(...parts));
    }

    override parseStatement(...parts: readonly unknown[]): unknown {
      return this.inside(() => super.parseStatement(...parts));
    }

    inside(parse: () => unknown): unknown {
      this.depth += 1;
      if (this.depth > maxDepth * levelsOfEach) throw new RangeError("nested too deeply");
      try {
        return parse();
      } finally {
        // Parsers try one reading and then another: what failed is left too.
        this.depth -= 1;
      }
    }
  }
  return BoundedParser as unknown as ParserClass; // The same class, with a bound.
}
