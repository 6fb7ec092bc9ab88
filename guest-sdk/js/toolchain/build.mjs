/**
 * The build of workers in TypeScript and JavaScript, driven by `simpletrader build`.
 *
 *     node build.mjs describe  SETTINGS.json     types are checked, the worker is bundled, runs once, and says what it is
 *     node build.mjs component SETTINGS.json     the bundle becomes a component
 *     node build.mjs test      SETTINGS.json     the project's `*.test.ts` are bundled and run by Node's own test runner
 *
 * The settings are `{project, entry, sdk, out, toolchain}`, all absolute paths, and for `component` also `{wit, world}`. The answer
 * is `out/answer.json`: `{"ok": true}`, or `{"ok": false, "findings": [{file, line, column, text}]}` with places in the author's
 * files. What else is made lies beside it: `description.json`, `worker.wasm`.
 *
 * Two decisions. The worker is one bundle, because the engine then needs no files; and the bundle carries a table of lines, so that
 * an error in the component names the author's own file and line.
 */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

import { linesOf } from "./lines.mjs";

const [task, settingsFile] = process.argv.slice(2);
const { project, entry, sdk, out, toolchain, wit, world } = JSON.parse(readFileSync(settingsFile, "utf8"));
const tools = createRequire(path.join(toolchain, "package.json"));
const esbuild = tools("esbuild");

/** Names under which the SDK is imported, and the files that they mean. */
const SDK_MODULES = {
  simpletrader: "src/index.ts",
  "simpletrader/indicators": "src/indicators/index.ts",
  "simpletrader/testing": "src/testing.ts",
};

/** Something that is wrong, in the author's terms. */
class Finding extends Error {
  constructor(findings) {
    super("the project has findings");
    this.findings = findings;
  }
}

mkdirSync(out, { recursive: true });
try {
  const steps = { describe, component, test };
  await steps[task]();
  answer({ ok: true });
} catch (error) {
  const findings = error instanceof Finding ? error.findings : [{ text: String(error?.stack ?? error) }];
  answer({ ok: false, findings });
  process.exitCode = 1;
  if (task === "test") console.error(findings.map(({ text }) => text).join("\n"));
}

function answer(content) {
  writeFileSync(path.join(out, "answer.json"), JSON.stringify(content));
}

/** Checks the types, bundles, and asks the worker what it is. */
async function describe() {
  const bundle = await bundled("describe.mjs", [
    `import worker from ${JSON.stringify(entry)};`,
    `import { describe } from ${JSON.stringify(path.join(sdk, "src/describe.ts"))};`,
    "export const description = () => describe(worker);",
  ]);
  checkTypes();
  const file = path.join(out, "describe.mjs");
  writeFileSync(file, bundle.code);
  process.setSourceMapsEnabled(true);
  try {
    const { description } = await import(pathToFileURL(file).href);
    writeFileSync(path.join(out, "description.json"), JSON.stringify(description(), null, 2));
  } catch (error) {
    throw new Finding([thrown(error)]);
  }
}

/** Makes the component; `describe` has run before. */
async function component() {
  const { manifest } = JSON.parse(readFileSync(path.join(out, "description.json"), "utf8"));
  const asked = Object.keys(manifest.capabilities).filter((name) => name !== "files");
  const [contract, version] = manifest.contract.split("@");
  const exported = exportedInterface(manifest.identification);
  const bundle = await bundled("guest.mjs", [
    ...asked.map((name, index) => `import host${index} from "${contract}/${name}@${version}";`),
    `import worker from ${JSON.stringify(entry)};`,
    `import { serve } from ${JSON.stringify(path.join(sdk, "src/guest.ts"))};`,
    `const host = { ${asked.map((name, index) => `"${name}": host${index}`).join(", ")} };`,
    `export const { lifecycle, ${exported} } = serve(worker, host, globalThis.simpletraderPlaces);`,
  ]);
  const places = `globalThis.simpletraderPlaces=${JSON.stringify(linesOf(bundle.map, (source) => inProject(path.resolve(out, source))))};`;
  const { componentize } = tools("componentize-qjs");
  const made = await componentize({ witPath: wit, world, jsSource: places + bundle.code, sync: true, stubWasi: true });
  writeFileSync(path.join(out, "worker.wasm"), made.component);
}

/** Bundles the tests and runs them; the output of the test runner is the output of this process. */
async function test() {
  const within = (place) =>
    (existsSync(path.join(project, place)) ? readdirSync(path.join(project, place)) : []).map((name) => path.join(place, name));
  const tests = [...within("."), ...within("tests")].filter((name) => /\.test\.(ts|js|mjs)$/.test(name));
  if (tests.length === 0) throw new Finding([{ text: "there is no `*.test.ts` or `*.test.js`, beside the worker or in `tests`" }]);
  const folder = path.join(out, "tests");
  rmSync(folder, { recursive: true, force: true });
  await guarded(() =>
    esbuild.build({
      ...options(),
      entryPoints: tests.map((name) => path.join(project, name)),
      outdir: folder,
      entryNames: "[name]",
      outExtension: { ".js": ".mjs" },
      external: ["node:*"],
      sourcemap: "inline",
      plugins: [sdkModules()],
    }),
  );
  const files = readdirSync(folder).map((name) => path.join(folder, name));
  const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], { stdio: "inherit", cwd: project });
  if (run.status !== 0) throw new Finding([{ text: "a native test has failed; see above" }]);
}

/** One bundle of generated lines, the author's modules and the SDK. */
async function bundled(name, lines) {
  const result = await guarded(() =>
    esbuild.build({
      ...options(),
      stdin: { contents: lines.join("\n"), resolveDir: project, sourcefile: path.join(out, name), loader: "js" },
      outfile: path.join(out, name),
      write: false,
      external: ["simpletrader:worker/*"],
      sourcemap: name === "guest.mjs" ? "external" : "inline",
      plugins: [noModulesOfNode(), sdkModules()],
    }),
  );
  const file = (suffix) => result.outputFiles.find((output) => output.path.endsWith(suffix))?.text;
  return { code: file(".mjs"), map: file(".map") };
}

function options() {
  return {
    absWorkingDir: project,
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import", "default"],
    target: "es2023",
    charset: "utf8",
    logLevel: "silent",
    tsconfigRaw: "{}",
  };
}

/** `simpletrader` is the SDK that came with the tool, wherever the project lies. */
function sdkModules() {
  return {
    name: "sdk",
    setup(build) {
      build.onResolve({ filter: /^simpletrader(\/|$)/ }, ({ path: wanted }) => {
        const found = SDK_MODULES[wanted];
        return found ? { path: path.join(sdk, found) } : { errors: [{ text: absent(wanted) }] };
      });
    },
  };
}

/** Modules of Node and globals of a machine do not exist in a worker. */
function noModulesOfNode() {
  return {
    name: "no-node",
    setup(build) {
      build.onResolve({ filter: /^[a-z]/ }, ({ path: wanted }) =>
        isOfNode(wanted) ? { errors: [{ text: absent(wanted) }] } : undefined,
      );
    },
  };
}

function isOfNode(name) {
  return name.startsWith("node:") || builtinModules.includes(name);
}

/** Why there is no such module or global. */
function absent(name) {
  if (isOfNode(name)) return `\`${name}\` is Node's; a worker has no files, network or clock: all it gets comes with its calls`;
  if (/^simpletrader(\/|$)/.test(name)) return `there is no module \`${name}\`; there is: ${Object.keys(SDK_MODULES).join(", ")}`;
  return `there is no module \`${name}\`; a package must be installed in the project, by \`npm install\``;
}

async function guarded(step) {
  try {
    return await step();
  } catch (error) {
    if (!Array.isArray(error?.errors)) throw error;
    throw new Finding(error.errors.map(told));
  }
}

/** What the bundler says, with its place. */
function told({ text, location }) {
  const missing = /^Could not resolve "([^".][^"]*)"$/.exec(text)?.[1];
  const file = location ? inProject(location.file) : undefined;
  // The generated first lines import the worker and nothing else of the author's.
  if (file?.startsWith(".simpletrader")) {
    const words = "there is no default export: write `export default contextWorker({ … })`, or that of another category";
    return { file: inProject(entry), text: words };
  }
  return {
    text: missing === undefined ? text : absent(missing),
    file,
    line: location?.line,
    column: location && location.column + 1,
  };
}

/** A path as the author sees it. */
function inProject(file) {
  const absolute = path.resolve(project, file);
  return path.relative(project, absolute).split(path.sep).join("/");
}

/** Runs the type checker over the project, when it has a configuration for it. */
function checkTypes() {
  const config = ["tsconfig.json", "jsconfig.json"].map((name) => path.join(project, name)).find((file) => existsSync(file));
  if (config === undefined) return;
  const compiler = tools.resolve("typescript/package.json").replace(/package\.json$/, "bin/tsc");
  const run = spawnSync(process.execPath, [compiler, "--noEmit", "--pretty", "false", "-p", config], {
    cwd: project,
    encoding: "utf8",
  });
  if (run.status === 0) return;
  const findings = typeErrors(run.stdout);
  throw new Finding(findings.length > 0 ? findings : [{ text: `the type checker failed: ${run.stdout}${run.stderr}` }]);
}

/** The compiler's lines: `worker.ts(5,3): error TS2322: …`, then explanations, of which the last says the most. */
function typeErrors(printed) {
  const findings = [];
  for (const line of printed.split("\n")) {
    const [, file, row, column, code, text] = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(line) ?? [];
    if (file !== undefined)
      findings.push({ file: inProject(file), line: Number(row), column: Number(column), text, code, why: [] });
    else if (line.startsWith(" ")) findings.at(-1)?.why.push(line.trim());
    else if (/^error TS\d+/.test(line)) findings.push({ text: line, why: [] });
  }
  return findings.map(({ why, code, text, ...place }) => {
    const telling = why.filter((line) => !/^Type '[({]/.test(line));
    const reasons = telling.length > 0 ? telling : why;
    const missing = /^Cannot find (?:name|module) '([^'.][^']*)'/.exec(text)?.[1];
    if (missing !== undefined && (code === "TS2307" || isOfNode(missing))) return { ...place, text: absent(missing) };
    return { ...place, text: `${reasons.length > 0 ? reasons.join(" ") : text}${code ? ` (${code})` : ""}` };
  });
}

/** An error of the author's own code, while it described itself. */
function thrown(error) {
  const text = `${error?.name ?? "Error"}: ${error?.message ?? error}`;
  for (const frame of String(error?.stack ?? "").split("\n")) {
    const [, file, line, column] = /\(?((?:file:\/\/)?\/[^()]*?):(\d+):(\d+)\)?$/.exec(frame) ?? [];
    const name = file === undefined ? undefined : inProject(file.replace(/^file:\/\//, ""));
    if (name !== undefined && !name.startsWith("..") && !name.startsWith(".simpletrader")) {
      return { file: name, line: Number(line), column: Number(column), text };
    }
  }
  return { file: inProject(entry), text };
}

/** The exported interface of a worker's type and role, as its module names it. */
function exportedInterface({ type, role }) {
  const byType = {
    context_worker: "context",
    signal_detector: "detector",
    risk_monitor: "monitor",
    strategy_planner: "strategy",
    execution_worker: "execution",
  };
  const byRole = { entry: "entry", size: "size", exit: "exit", execution: "executionPlanning" };
  return byType[type] ?? byRole[role];
}
