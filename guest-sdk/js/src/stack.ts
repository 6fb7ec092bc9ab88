/**
 * Where in the author's files an error was thrown.
 *
 * A worker is bundled into one file. The build leaves a table with it that says which line of which source each line of the bundle
 * came from; the engine's trace is translated with that table, and what is not the author's is left out.
 */

/** From the bundle back to the sources. */
export interface Places {
  /** Files of the author, as seen from the project's folder. */
  readonly files: readonly string[];
  /**
   * Runs of lines, in order: the line of the bundle at which a run begins, the position of its file (-1: no file of the author),
   * and the line in that file. Within a run both go on line by line.
   */
  readonly lines: readonly (readonly [bundle: number, file: number, source: number])[];
}

/** A frame of a trace: `    at measure (bundle.js:12:7)`. */
const FRAME = /^\s*at (?:(?:async )?([^\s(]+) )?\(?(?:.*?):(\d+):\d+\)?$/;

/** Most frames that a message shows. */
const FRAMES = 6;

/** The author's frames of a trace, innermost first: `measure (worker.ts:12)`. */
export function frames(stack: string | undefined, places: Places): string[] {
  const found: string[] = [];
  for (const line of (stack ?? "").split("\n")) {
    const [, name, bundleLine] = FRAME.exec(line) ?? [];
    const place = bundleLine === undefined ? undefined : placeOf(Number(bundleLine), places);
    if (place !== undefined) found.push(name === undefined || name === "<anonymous>" ? place : `${name} (${place})`);
  }
  return found.slice(0, FRAMES);
}

function placeOf(line: number, { files, lines }: Places): string | undefined {
  const run = lines.findLast(([bundle]) => bundle <= line);
  const file = run === undefined ? undefined : files[run[1]];
  return run === undefined || file === undefined ? undefined : `${file}:${run[2] + line - run[0]}`;
}
