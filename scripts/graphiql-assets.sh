#!/usr/bin/env bash
# Makes the vendored files of GraphiQL anew, from npm's packages: `make graphiql-assets`.
#
# What is changed on the way: source maps are not mentioned (they are not shipped), and the fonts
# are left out of the style sheet, so that a person's own are used and no font's licence is ours.
set -euo pipefail

graphiql=4.1.2
react=18.3.1
explorer=4.0.6

assets="$(cd "$(dirname "$0")/.." && pwd)/src/devsper_registry/graphql/graphiql/assets"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

npm install --silent --no-audit --no-fund --ignore-scripts --legacy-peer-deps \
  "graphiql@$graphiql" "react@$react" "react-dom@$react" "@graphiql/plugin-explorer@$explorer"

strip_map() { sed '/^\/\/# sourceMappingURL=/d; s/\/\*# sourceMappingURL=[^*]*\*\///' "$1"; }

strip_map node_modules/react/umd/react.production.min.js >"$assets/react.js"
strip_map node_modules/react-dom/umd/react-dom.production.min.js >"$assets/react-dom.js"
strip_map node_modules/graphiql/graphiql.min.js >"$assets/graphiql.js"
strip_map node_modules/@graphiql/plugin-explorer/dist/index.umd.js >"$assets/explorer.js"
strip_map node_modules/@graphiql/plugin-explorer/dist/style.css >"$assets/explorer.css"
node -e '
  const { readFileSync } = require("node:fs");
  const css = readFileSync("node_modules/graphiql/graphiql.min.css", "utf8");
  process.stdout.write(css.replace(/@font-face\s*\{[^}]*\}/g, "").replace(/\n{2,}/g, "\n"));
' >"$assets/graphiql.css"

# The bundles contain these packages; each licence goes with them.
node -e '
  const { existsSync, readdirSync, readFileSync, statSync } = require("node:fs");
  const { join } = require("node:path");
  const seen = new Map();
  function walk(folder) {
    for (const name of readdirSync(folder).sort()) {
      if (name.startsWith(".")) continue;
      const path = join(folder, name);
      if (name.startsWith("@")) { walk(path); continue; }
      if (!statSync(path).isDirectory() || !existsSync(join(path, "package.json"))) continue;
      const about = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
      if (about.name?.startsWith("@types/")) continue;
      const text = readdirSync(path).find((file) => /^licen[cs]e/i.test(file));
      const licence = text ? readFileSync(join(path, text), "utf8").trim() : `${about.license}, as its package.json says.`;
      seen.set(`${about.name} ${about.version}`, { kind: about.license, licence });
      if (existsSync(join(path, "node_modules"))) walk(join(path, "node_modules"));
    }
  }
  walk("node_modules");
  console.log("GraphiQL and the packages within its bundles, each under its own licence.\n");
  for (const [name, { kind }] of [...seen].sort()) console.log(`${name}: ${kind}`);
  for (const [name, { licence }] of [...seen].sort()) console.log(`\n${"=".repeat(80)}\n${name}\n\n${licence}`);
' | tr -d '\r' >"$assets/LICENSES.txt"

ls -l "$assets"
