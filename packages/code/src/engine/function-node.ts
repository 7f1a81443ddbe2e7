import type { ArrowFunctionExpression, FunctionDeclaration, FunctionExpression } from "acorn";

/** A function in a syntax tree, whichever way it is written. */
export type FunctionNode =
  | FunctionDeclaration
  | FunctionExpression
  | ArrowFunctionExpression
  | (Omit<FunctionDeclaration, "id"> & { readonly id: null });
