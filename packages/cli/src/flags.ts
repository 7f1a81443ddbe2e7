/** The flags of one call, read by name with the type that the command expects. */
export class Flags {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  /** The text of a flag that has a default or is required. */
  textOr(name: string, otherwise: string): string {
    return this.text(name) ?? otherwise;
  }

  /** The values of a flag that may be given more than once. */
  texts(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
  }

  number(name: string): number | undefined {
    const value = this.#values[name];
    return typeof value === "number" ? value : undefined;
  }

  isSet(name: string): boolean {
    return this.#values[name] === true;
  }
}
