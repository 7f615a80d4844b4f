// Puts GraphiQL on the page, with an explorer, examples, and a key that stays in this tab.
(() => {
  const { createElement: h } = React;
  const { fetcher, key } = registryFetcher;

  function Examples() {
    const [, setQuery] = GraphiQL.React.useOptimisticState(
      GraphiQL.React.useOperationsEditorState(),
    );
    return h(
      "section",
      { "aria-label": "Examples" },
      h("h2", { className: "examples-title" }, "Examples"),
      h(
        "ul",
        { className: "examples" },
        registryExamples.map(({ title, query }) =>
          h("li", { key: title }, h("button", { type: "button", onClick: () => setQuery(query) }, title)),
        ),
      ),
    );
  }

  const examplesPlugin = {
    title: "Examples",
    icon: () =>
      h(
        "svg",
        { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 1.5 },
        h("path", { d: "M5 3h14v18l-7-4-7 4z" }),
      ),
    content: () => h(Examples),
  };

  const plugins = [GraphiQLPluginExplorer.explorerPlugin({ showAttribution: false }), examplesPlugin];
  const bar = {
    form: document.getElementById("key-form"),
    input: document.getElementById("key"),
    forget: document.getElementById("forget"),
    state: document.getElementById("key-state"),
  };

  function tell() {
    bar.input.value = "";
    bar.state.textContent = key.get() ? `${key.get().slice(0, 9)}… in this tab only` : "";
    bar.forget.hidden = !key.get();
  }

  // Another key may see another schema, so GraphiQL asks for it again, as its own button does.
  function changed() {
    tell();
    document.querySelector('[aria-label="Re-fetch GraphQL schema"]')?.click();
  }

  bar.form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (bar.input.value.trim()) key.set(bar.input.value.trim());
    changed();
  });
  bar.forget.addEventListener("click", () => {
    key.forget();
    changed();
  });
  tell();

  ReactDOM.createRoot(document.getElementById("graphiql")).render(
    h(GraphiQL, {
      fetcher,
      plugins,
      defaultQuery: registryExamples[0].query,
      defaultEditorToolsVisibility: false,
      shouldPersistHeaders: false,
    }),
  );
})();
