import type { CommandModule } from "../command.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { showForeign } from "../foreign-text.ts";
import { withStore } from "../with-store.ts";

interface ExceptionRemoveInput {
  readonly id: string;
  readonly data: string | undefined;
}

/** `exception remove`: ends an exception of the data folder. */
export const exceptionRemoveCommand: CommandModule<ExceptionRemoveInput, { readonly id: string }> = {
  run: removeException,
  views: {
    person: ({ id }) => `Removed ${showForeign(id)}.\n`,
    json: ({ id }) => ({ id, removed: true }),
  },
};

async function* removeException(
  { id, data }: ExceptionRemoveInput,
  environment: Environment,
): AsyncIterable<{ readonly id: string }> {
  const wasThere = await withStore(data, environment, ({ exceptions }) => exceptions.remove(id));
  if (!wasThere) {
    throw new CliError("CLI_NO_SUCH_EXCEPTION", {
      message: `Cannot remove exception "${id}" as there is none by that id`,
      hint: "See the ids with: npx --no lockkeeper exception list. Those of a policy file are removed in the file.",
    });
  }
  yield { id };
}
