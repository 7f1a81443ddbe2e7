import { resolveModule } from "../modules/resolve-module.ts";

import { textMember } from "./arguments.ts";
import { refuse } from "./service.ts";
import type { Service } from "./service.ts";

/** How modules are found. */
export const moduleServices: Readonly<Record<string, Service>> = {
  "module.resolve": ({ args, process }) => {
    const specifier = textMember(args, "specifier");
    const from = textMember(args, "from");
    const style = textMember(args, "style") === "import" ? "import" : "require";
    const { disk, isBuiltin, facts } = process;
    const found = resolveModule({ disk, specifier, from, style, isBuiltin, runtime: facts.runtime });
    if (found.kind === "missing" || (found.kind === "absent" && !process.standsFor(found))) {
      refuse("MODULE_NOT_FOUND", `Cannot find module '${specifier}'\nRequire stack:\n- ${from}`);
    }
    return { value: found };
  },
  "module.markModule": ({ args, process }) => {
    return { value: process.markModule(textMember(args, "path")) };
  },
};
