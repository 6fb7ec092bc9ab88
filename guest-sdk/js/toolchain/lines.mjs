/** From the lines of a bundle to the lines of its sources; `src/stack.ts` reads what is made here. */

/**
 * The table of lines out of a source map: an entry where the distance between bundle and source changes. `nameOf` gives the name that
 * the author knows a source by; sources of the SDK have names outside the project, and no entry but one that ends a run.
 */
export function linesOf(text, nameOf) {
  const { sources, mappings } = JSON.parse(text);
  const names = sources.map(nameOf);
  const files = names.filter((name) => !name.startsWith("..") && !name.startsWith(".simpletrader"));
  const lines = [];
  let [source, line] = [0, 0];
  mappings.split(";").forEach((group, bundleLine) => {
    let first;
    for (const segment of group === "" ? [] : group.split(",")) {
      const [, sourceStep = 0, lineStep = 0] = numbers(segment);
      [source, line] = [source + sourceStep, line + lineStep];
      first ??= [bundleLine + 1, files.indexOf(names[source]), line + 1];
    }
    const last = lines.at(-1);
    const goesOn = first && last && last[1] === first[1] && first[0] - last[0] === first[2] - last[2];
    if (first && !goesOn && !(first[1] < 0 && last?.[1] === -1)) lines.push(first);
  });
  return { files, lines };
}

/** The numbers of one segment of a source map, base 64 with a continuation bit. */
function numbers(segment) {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const found = [];
  let [value, shift] = [0, 0];
  for (const letter of segment) {
    const digit = digits.indexOf(letter);
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    found.push(value & 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return found;
}
