import type { World } from "@lockkeeper/detonate";
import { createDrillWorld } from "@lockkeeper/drill/world";

/** The world in which the drill's inert packages go on: the given one with their guard. */
export function toDrillWorld(world: World): World {
  return createDrillWorld(world);
}
