// What a newcomer may try, each valid for the schema as it stands (a test validates them).
globalThis.registryExamples = [
  {
    title: "Which version answers",
    query: `query Version {
  version
}
`,
  },
];
