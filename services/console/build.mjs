// Builds the page: node build.mjs OUT CARRIED. Leaves in OUT the document and its hashed assets,
// and in CARRIED a C++ source that has them all, each also gzip- and brotli-compressed (asset.hpp).

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const [out, carried] = process.argv.slice(2);
if (!out) throw new Error("usage: node build.mjs OUT [CARRIED]");

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
const preload = files.filter((name) => name.startsWith("chunk-"));
const icon = readFileSync(join(here, "page/icon.svg"));
const iconName = `icon-${createHash("sha256").update(icon).digest("hex").slice(0, 8)}.svg`;
writeFileSync(join(out, iconName), icon);
const document = readFileSync(join(here, "page/document.html"), "utf8")
  .replace("{script}", script)
  .replace("{style}", style)
  .replace("{icon}", iconName)
  .replace("{chunk}", preload[0]);
writeFileSync(join(out, "tokens.html"), document);
writeFileSync(`${out}.meta.json`, JSON.stringify(result.metafile));

const types = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** Bytes as C++ text, in lines that a compiler is fond of. */
function literal(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 256) {
    const octal = (byte) => `\\${byte.toString(8).padStart(3, "0")}`;
    lines.push(`    "${Array.from(bytes.subarray(at, at + 256), octal).join("")}"`);
  }
  return `std::string_view(\n${lines.join("\n")},\n    ${bytes.length})`;
}

const entries = readdirSync(out).map((name) => {
  const bytes = readFileSync(join(out, name));
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
  });
  const forms = [bytes, gzip, brotli].map(literal).join(", ");
  return `  {"${name}", "${types[name.split(".").pop()]}", ${forms}},`;
});
if (carried) {
  writeFileSync(
    carried,
    `// Made by services/console/build.mjs.
#include <array>

#include "services/console/asset.hpp"

namespace ledger::console {
namespace {

constexpr std::array<Asset, ${entries.length}> all{{
${entries.join("\n")}
}};

}  // namespace

std::span<const Asset> assets() noexcept { return all; }

}  // namespace ledger::console
`,
  );
}
