import type { Node } from "acorn";

/**
 * The names by which a value can be reached: `name` for what code of the same text calls by name, `.name` for what any code
 * reaches as a member; none at all for what is given away as a whole, as `module.exports` is. `undefined` for what stands in the
 * way of what runs: a callback, a function that is called at once.
 */
export type FunctionNames = readonly string[] | undefined;

const wholes: ReadonlySet<string> = new Set(["exports", "default", "prototype"]);

/**
 * The names that a value has by its place in its parent, given those of the parent. An object's members have names of their own
 * only where the object itself is kept; what is handed to a call is in the way.
 */
export function namesInParent(
  parent: Node,
  member: string,
  value: Node,
  given: FunctionNames,
): FunctionNames {
  switch (parent.type) {
    case "VariableDeclarator":
      return member === "init" ? withOuter(localNames(partOf(parent, "id")), given) : undefined;
    case "AssignmentExpression":
      return member === "right" ? withOuter(targetNames(partOf(parent, "left")), given) : undefined;
    case "Property":
      return member === "value" && (given !== undefined || isLateExport(value))
        ? keyNames(parent)
        : undefined;
    case "ExportDefaultDeclaration":
      return [];
    case "LogicalExpression":
    case "ConditionalExpression":
    case "SequenceExpression":
    case "ObjectExpression":
    case "VariableDeclaration":
    case "ClassBody":
      return member === "test" ? undefined : given;
    default:
      return undefined;
  }
}

/** The names of a class's member: none where a class above it may call it, or where it is called with `new`. */
export function methodNames(method: Node, hasSuperClass: boolean): FunctionNames {
  const isConstructor = "kind" in method && method.kind === "constructor";
  return hasSuperClass || isConstructor ? undefined : keyNames(method);
}

/** The names of a function that is declared: its own, and as a member where it is exported. */
export function declaredNames(declaration: Node, isExported: boolean): FunctionNames {
  const name = nameOfIdentifier(partOf(declaration, "id"));
  if (name === undefined) return undefined;
  return isExported ? [name, `.${name}`] : [name];
}

/** The name of a key, as a member; nothing where it is computed. */
export function keyNames(property: Node): FunctionNames {
  const key = partOf(property, "key");
  const name = isComputed(property) || key === undefined ? undefined : (nameOfIdentifier(key) ?? textOf(key));
  return name === undefined ? undefined : [`.${name}`];
}

/** The name of the member that is asked for, where the text says it. */
export function memberName(expression: Node): string | undefined {
  const property = partOf(expression, "property");
  if (property === undefined) return undefined;
  return isComputed(expression) ? textOf(property) : nameOfIdentifier(property);
}

/** `() => name` as the value of a member: how bundlers say what a module exports. */
export function isLateExport(value: Node): boolean {
  return value.type === "ArrowFunctionExpression" && partOf(value, "body")?.type === "Identifier";
}

/** A member of a node that is itself a node. */
export function partOf(node: Node, member: string): Node | undefined {
  const value: unknown = Reflect.get(node, member);
  return isNode(value) ? value : undefined;
}

/** The name of an identifier; nothing for other nodes. */
export function nameOfIdentifier(node: Node | undefined): string | undefined {
  if (node?.type !== "Identifier" && node?.type !== "PrivateIdentifier") return undefined;
  return "name" in node && typeof node.name === "string" ? node.name : undefined;
}

/** Whether a member or key is computed. */
export function isComputed(node: Node): boolean {
  return "computed" in node && node.computed === true;
}

function targetNames(target: Node | undefined): FunctionNames {
  if (target?.type !== "MemberExpression") return localNames(target);
  const name = memberName(target);
  if (name === undefined) return undefined;
  return wholes.has(name) ? [] : [`.${name}`];
}

function localNames(target: Node | undefined): FunctionNames {
  const name = nameOfIdentifier(target);
  return name === undefined ? undefined : [name];
}

/** Of `exports.a = exports.b = …` either name will do, and a whole is one by any of them. */
function withOuter(own: FunctionNames, given: FunctionNames): FunctionNames {
  if (own === undefined || own.length === 0 || given?.length === 0) return own === undefined ? own : [];
  return [...own, ...(given ?? [])];
}

function textOf(node: Node): string | undefined {
  return node.type === "Literal" && "value" in node && typeof node.value === "string"
    ? node.value
    : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
