// Builds the page: node build.mjs OUT. Leaves in OUT what the server carries: the document, and
// hashed assets, each also gzip- and brotli-compressed.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../../build/console");

rmSync(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: { page: "page/main.tsx" },
  outdir: out,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome114", "firefox125", "safari17"],
  jsx: "automatic",
  jsxImportSource: "preact",
  minify: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

const files = readdirSync(out);
const script = files.find((name) => name.startsWith("page-") && name.endsWith(".js"));
const style = files.find((name) => name.startsWith("page-") && name.endsWith(".css"));
const document = readFileSync(join(here, "page/document.html"), "utf8")
  .replace("{script}", script)
  .replace("{style}", style);
writeFileSync(join(out, "tokens.html"), document);
writeFileSync(`${out}.meta.json`, JSON.stringify(result.metafile));

for (const name of readdirSync(out)) {
  const bytes = readFileSync(join(out, name));
  const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  writeFileSync(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(bytes, best));
}
