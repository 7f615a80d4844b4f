// Writes the typed documents and the trusted-document manifest from ../schema.graphql and operations/.
// With --check nothing is written: it fails where a file is not what would be written.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { codegen } from "@graphql-codegen/core";
import { preset } from "@graphql-codegen/client-preset";
import { buildASTSchema, parse, Source, validate } from "graphql";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const check = process.argv.includes("--check");

// How each scalar of the schema arrives in JSON. One without an entry stops the generation.
const scalars = {
  BigInt: "number",
  Date: "string",
  DateTime: "string",
  HTML: "string",
  ID: "string",
  JSON: "unknown",
};

const config = {
  documentMode: "string",
  enumType: "string-literal",
  strictScalars: true,
  scalars,
  useTypeImports: true,
};

const schema = parse(readFileSync(join(here, "../schema.graphql"), "utf8"));
const schemaAst = buildASTSchema(schema);
const documents = readdirSync(join(here, "operations"))
  .filter((name) => name.endsWith(".graphql"))
  .sort()
  .map((name) => {
    const location = `operations/${name}`;
    const rawSDL = readFileSync(join(here, location), "utf8");
    return { location, rawSDL, document: parse(new Source(rawSDL, location)) };
  });

function refuse(lines) {
  console.error(lines.join("\n"));
  process.exit(1);
}

function requireValid() {
  const definitions = documents.flatMap(({ document }) => document.definitions);
  const faults = validate(schemaAst, { kind: "Document", definitions }).map(
    ({ source, locations, message }) => `${source?.name}:${locations?.[0].line}: ${message}`,
  );
  if (faults.length) refuse(["Operations that the schema does not answer:", ...faults]);
}

async function generate() {
  const outputs = await preset.buildGeneratesSection({
    baseOutputDir: "src/generated/",
    schema,
    schemaAst,
    documents,
    config,
    presetConfig: {
      fragmentMasking: false,
      persistedDocuments: { mode: "embedHashInDocument", hashAlgorithm: "sha256" },
    },
    plugins: [],
    pluginMap: {},
    pluginContext: {},
    importExtension: ".js",
    emitLegacyCommonJSImports: false,
  });
  const contents = new Map();
  for (const output of outputs) contents.set(output.filename, await codegen(output));
  return new Map([
    ["src/generated/documents.ts", tidy(contents.get("src/generated/graphql.ts"))],
    ["persisted-documents.json", sorted(contents.get("src/generated/persisted-documents.json"))],
  ]);
}

const tidy = (text) => `// Generated from operations/ and ../schema.graphql by \`npm run generate\`; do not edit.\n${text.trimEnd()}\n`;

function sorted(text) {
  const entries = Object.entries(JSON.parse(text)).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

function written(path) {
  try {
    return readFileSync(join(here, path), "utf8");
  } catch {
    return "";
  }
}

requireValid();
const stale = [];
for (const [path, content] of await generate()) {
  if (written(path) === content) continue;
  stale.push(path);
  if (check) continue;
  mkdirSync(dirname(join(here, path)), { recursive: true });
  writeFileSync(join(here, path), content);
}
if (check && stale.length) refuse([`Not what the operations say: ${stale.join(", ")}. Run npm run generate.`]);
console.log(check ? "The generated files are current." : `Written: ${stale.join(", ") || "nothing new"}.`);
