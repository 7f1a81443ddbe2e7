import { LockkeeperError } from "@lockkeeper/core";

/** Why the settings of a client could not be read. */
export type ClientsErrorCode = "CLIENTS_BAD_SETTINGS" | "CLIENTS_UNREADABLE";

/** A settings file that is not what its client would understand, or that cannot be read at all. */
export class ClientsError extends LockkeeperError<ClientsErrorCode> {}
