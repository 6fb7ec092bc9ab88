/**
 * Small values that outlive the instance, by key. Asked for with `remembers: bytes`, or with `shares: bytes` for a state that all
 * workers of the plug-in have in common.
 *
 * What a pass changes is stored with the pass; a pass that fails changes nothing. There may be 1 000 keys of 1 to 120 bytes.
 */

import { failed } from "../errors.ts";
import { capability } from "./host.ts";
import { fromUtf8, toUtf8 } from "./utf8.ts";

export const state = {
  /** The bytes of a key, if it has any. */
  get(key: string): Uint8Array | undefined {
    const bytes = capability("state").get(key);
    return bytes === null ? undefined : Uint8Array.from(bytes);
  },

  /** Gives a key these bytes. */
  set(key: string, value: Uint8Array): void {
    capability("state").set(key, value);
  },

  /** Takes a key away; one that is not there is no matter. */
  remove(key: string): void {
    capability("state").remove(key);
  },

  /** The value of a key, as {@link state.save} wrote it. The author vouches for its type. */
  load<T>(key: string): T | undefined {
    const bytes = state.get(key);
    if (bytes === undefined) return undefined;
    try {
      return JSON.parse(fromUtf8(bytes)) as T;
    } catch (error) {
      throw failed(`the state \`${key}\` cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  },

  /** Gives a key a value, as JSON. */
  save(key: string, value: unknown): void {
    const json: string | undefined = JSON.stringify(value);
    if (json === undefined) throw failed(`the state \`${key}\` cannot be written: the value has no JSON form`);
    state.set(key, toUtf8(json));
  },
};
