import { blobAt, numberAt, optionalNumberAt, textAt } from "./columns.ts";
import type { DataFolder } from "./data-folder.ts";
import { openDatabaseForReading } from "./database.ts";
import { StoreError } from "./errors.ts";
import type { CurrentItems } from "./inventory-items.ts";
import { decodeItems, encodeItems } from "./inventory-items.ts";
import type { SqlCommand, SqlDatabase, SqlQuery, SqlRow } from "./sqlite.ts";

/** Of what an inventory is kept: a place, the kind of evidence, and the file or tree that was looked at. Foreign texts. */
export interface InventoryKey {
  readonly placeKind: string;
  readonly place: string;
  /** A channel of evidence, such as `lockfile` or `host-sweep`. */
  readonly channel: string;
  /** Which of the place's sources it was: a path; empty where there is one. */
  readonly ref: string;
}

/** Everything that was there at one moment. */
export interface InventoryLook extends InventoryKey {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly packages: Iterable<{ readonly name: string; readonly version: string }>;
}

/** What a look changed; `older` when a later look is known already, and nothing was kept. */
export type LookOutcome =
  | { readonly kind: "kept"; readonly added: number; readonly removed: number; readonly held: number }
  | { readonly kind: "older"; readonly lookedAt: number };

/** A version at a place, from the look that found it to the look that no longer did. Times are milliseconds since the epoch. */
export interface InventoryInterval extends InventoryKey {
  readonly name: string;
  readonly version: string;
  /** The first look that found it, and the look before, which did not; `undefined` where there was none before. */
  readonly foundAt: number;
  readonly absentAt: number | undefined;
  /** The look that no longer found it; `undefined` while it is there. */
  readonly goneAt: number | undefined;
  /** The last look that found it. */
  readonly lastSeenAt: number;
}

/** Which versions are asked for, by package. */
export type InventoryQuery = ReadonlyMap<string, readonly string[] | "every-version">;

/** Reads what was where. */
export interface InventoryReader {
  /** Intervals of the versions asked for, in no particular order. */
  intervalsOf(query: InventoryQuery): readonly InventoryInterval[];
  /** Every version that was ever somewhere. */
  versionsEver(): Iterable<{ readonly name: string; readonly version: string }>;
  /** Everything of one channel that an inventory is kept of. */
  sourcesOf(channel: string): readonly InventoryKey[];
}

/** The same with the connection that it holds. */
export interface OpenInventoryReader extends InventoryReader {
  close(): void;
}

/** Remembers over time what was where, as changes. */
export interface Inventory extends InventoryReader {
  /** Keeps a whole look; what it lacks is gone from then on. Throws `STORE_BAD_LOOK` for more packages than are kept. */
  remember(look: InventoryLook): LookOutcome;
}

const maxPackages = 500_000;
const maxCharacters = 512;

/** Creates the reading half on a connection. */
export function createInventoryReader(database: SqlDatabase): InventoryReader {
  const intervals = `
    SELECT item.version, found.at, found.before, gone.at, gone.before, found.inventory
    FROM inventory_item AS item
    JOIN inventory_interval AS entry ON entry.item = item.id
    JOIN inventory_look AS found ON found.id = entry.first
    LEFT JOIN inventory_look AS gone ON gone.id = entry.last
    WHERE item.package = ?`;
  const every = database.query(intervals);
  const some = database.query(`${intervals} AND item.version IN (SELECT value FROM json_each(?))`);
  const known = database.query(
    `SELECT value FROM json_each(?) AS asked
     WHERE EXISTS (SELECT 1 FROM inventory_item WHERE inventory_item.package = asked.value)`,
  );
  const source = database.query(
    "SELECT looked_at, place_kind, place, channel, ref FROM inventory WHERE id = ?",
  );
  const sources = database.query("SELECT place_kind, place, ref FROM inventory WHERE channel = ?");
  const items = database.query(
    "SELECT id, package, version FROM inventory_item WHERE id > ? ORDER BY id LIMIT 5000",
  );

  return {
    intervalsOf(query) {
      // A place has many packages: it is read once, since its row lies among large ones.
      const places = new Map<number, LookedAtKey>();
      const placeOf = (id: number): LookedAtKey => {
        const place = places.get(id) ?? toKey(source.row(id) ?? []);
        places.set(id, place);
        return place;
      };
      return known.rows(JSON.stringify([...query.keys()])).flatMap((row) => {
        const name = textAt(row, 0);
        const versions = query.get(name);
        const rows =
          versions === "every-version" ? every.rows(name) : some.rows(name, JSON.stringify(versions ?? []));
        return rows.map((each) => toInterval(name, each, placeOf(numberAt(each, 5))));
      });
    },
    *versionsEver() {
      let last = 0;
      for (let page = items.rows(last); page.length > 0; page = items.rows(last)) {
        for (const row of page) {
          last = numberAt(row, 0);
          yield { name: textAt(row, 1), version: textAt(row, 2) };
        }
      }
    },
    sourcesOf: (channel) =>
      sources
        .rows(channel)
        .map((row) => ({ placeKind: textAt(row, 0), place: textAt(row, 1), channel, ref: textAt(row, 2) })),
  };
}

interface LookedAtKey extends InventoryKey {
  readonly lookedAt: number;
}

function toKey(row: SqlRow): LookedAtKey {
  return {
    lookedAt: numberAt(row, 0),
    placeKind: textAt(row, 1),
    place: textAt(row, 2),
    channel: textAt(row, 3),
    ref: textAt(row, 4),
  };
}

function toInterval(name: string, row: SqlRow, { lookedAt, ...key }: LookedAtKey): InventoryInterval {
  return {
    name,
    version: textAt(row, 0),
    foundAt: numberAt(row, 1),
    absentAt: optionalNumberAt(row, 2),
    goneAt: optionalNumberAt(row, 3),
    lastSeenAt: optionalNumberAt(row, 4) ?? lookedAt,
    ...key,
  };
}

/** Creates the inventory on a connection that may write. */
export function createInventory(database: SqlDatabase): Inventory {
  const find = database.query(
    "SELECT id, looked_at, current FROM inventory WHERE place = ? AND place_kind = ? AND channel = ? AND ref = ?",
  );
  const writes = createWrites(database);

  function open({ placeKind, place, channel, ref }: InventoryKey, at: number): OpenInventory {
    const row = find.row(place, placeKind, channel, ref);
    if (row !== undefined) {
      return { id: numberAt(row, 0), lookedAt: numberAt(row, 1), current: decodeItems(blobAt(row, 2)) };
    }
    const { id } = writes.addInventory.run(placeKind, place, channel, ref, at, Buffer.alloc(0));
    return { id, lookedAt: undefined, current: new Map() };
  }

  return {
    ...createInventoryReader(database),
    remember(look) {
      const key = boundKey(look);
      const packages = listPackages(look);
      return database.transaction(() => {
        const opened = open(key, look.at);
        const { lookedAt } = opened;
        if (lookedAt !== undefined && look.at < lookedAt) return { kind: "older", lookedAt };
        return keepLook({ opened, packages, at: look.at }, writes);
      });
    },
  };
}

interface OpenInventory {
  readonly id: number;
  readonly lookedAt: number | undefined;
  readonly current: CurrentItems;
}

interface InventoryWrites {
  readonly addInventory: SqlCommand;
  readonly addItems: SqlCommand;
  readonly addLook: SqlCommand;
  readonly begin: SqlCommand;
  readonly end: SqlCommand;
  readonly keep: SqlCommand;
  readonly touch: SqlCommand;
  readonly itemIds: SqlQuery;
}

function createWrites(database: SqlDatabase): InventoryWrites {
  // One statement for all packages of a look.
  return {
    addInventory: database.command(
      "INSERT INTO inventory(place_kind, place, channel, ref, looked_at, current) VALUES (?, ?, ?, ?, ?, ?)",
    ),
    addItems: database.command(
      `INSERT INTO inventory_item(package, version) SELECT value ->> 0, value ->> 1 FROM json_each(?)
       WHERE true ON CONFLICT DO NOTHING`,
    ),
    itemIds: database.query(
      `SELECT item.id FROM json_each(?) AS asked JOIN inventory_item AS item
       ON item.package = asked.value ->> 0 AND item.version = asked.value ->> 1`,
    ),
    addLook: database.command("INSERT INTO inventory_look(inventory, at, before) VALUES (?, ?, ?)"),
    begin: database.command(
      "INSERT INTO inventory_interval(item, first) SELECT value, ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
    ),
    end: database.command(
      `UPDATE inventory_interval SET last = ? WHERE (item, first) IN
       (SELECT value ->> 0, value ->> 1 FROM json_each(?))`,
    ),
    touch: database.command("UPDATE inventory SET looked_at = ? WHERE id = ?"),
    keep: database.command("UPDATE inventory SET looked_at = ?, current = ? WHERE id = ?"),
  };
}

interface KeptLook {
  readonly opened: OpenInventory;
  /** Pairs of name and version. */
  readonly packages: readonly (readonly [string, string])[];
  readonly at: number;
}

function keepLook({ opened, packages, at }: KeptLook, writes: InventoryWrites): LookOutcome {
  const { id, lookedAt, current } = opened;
  const pairs = JSON.stringify(packages);
  writes.addItems.run(pairs);
  const there = new Set(writes.itemIds.rows(pairs).map((row) => numberAt(row, 0)));
  const added = [...there].filter((item) => !current.has(item));
  const removed = [...current].filter(([item]) => !there.has(item));
  if (added.length + removed.length === 0) {
    writes.touch.run(at, id);
    return { kind: "kept", added: 0, removed: 0, held: there.size };
  }
  const look = writes.addLook.run(id, at, lookedAt ?? null).id;
  writes.begin.run(look, JSON.stringify(added));
  writes.end.run(look, JSON.stringify(removed));
  const gone = new Set(removed.map(([item]) => item));
  const next = new Map([...current].filter(([item]) => !gone.has(item)));
  for (const item of added) next.set(item, look);
  writes.keep.run(at, encodeItems(next), id);
  return { kind: "kept", added: added.length, removed: removed.length, held: there.size };
}

function listPackages({ packages, place }: InventoryLook): readonly (readonly [string, string])[] {
  const pairs = new Map<string, readonly [string, string]>();
  for (const { name, version } of packages) {
    if (version === "" || name.length + version.length > maxCharacters) continue;
    const pair = [clean(name), clean(version)] as const;
    pairs.set(JSON.stringify(pair), pair);
    if (pairs.size > maxPackages) {
      throw new StoreError("STORE_BAD_LOOK", {
        message: `Cannot remember what is in ${JSON.stringify(place.slice(0, 200))} as it has more than ${maxPackages} packages`,
      });
    }
  }
  return [...pairs.values()];
}

function boundKey({ placeKind, place, channel, ref }: InventoryKey): InventoryKey {
  return {
    placeKind: clean(placeKind).slice(0, maxCharacters),
    place: clean(place).slice(0, 8 * maxCharacters),
    channel: clean(channel).slice(0, maxCharacters),
    ref: clean(ref).slice(0, 8 * maxCharacters),
  };
}

/** The database cuts texts at NUL. */
function clean(text: string): string {
  return text.replaceAll("\u0000", "\uFFFD");
}

/** Opens the inventory of a data folder for reading, beside a process that writes it; empty where nothing was kept. */
export async function openInventoryReader(folder: DataFolder): Promise<OpenInventoryReader> {
  const database = await openDatabaseForReading(folder);
  if (database === undefined) {
    return { intervalsOf: () => [], versionsEver: () => [], sourcesOf: () => [], close: () => undefined };
  }
  return { ...createInventoryReader(database), close: () => database.close() };
}
