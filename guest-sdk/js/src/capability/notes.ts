/** Remarks that the journal keeps beside the pass. Asked for with `writesNotes: true`. */

import { capability } from "./host.ts";

export const notes = {
  /** Adds a remark: up to 500 characters, at most 16 in one call. */
  add(text: string): void {
    capability("journal-note").add(String(text));
  },
};
