// How GraphiQL asks: POST for one answer, server-sent events for a subscription.
globalThis.registryFetcher = (() => {
  const KEY = "devsper-registry.api-key";
  const endpoint = location.pathname;

  const key = {
    get: () => sessionStorage.getItem(KEY) ?? "",
    set: (value) => sessionStorage.setItem(KEY, value),
    forget: () => sessionStorage.removeItem(KEY),
  };

  function headersOf(options, accept) {
    const headers = { "Content-Type": "application/json", Accept: accept, ...options?.headers };
    // Whoever writes the header by hand means it.
    const given = Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
    if (key.get() && !given) headers.Authorization = `Bearer ${key.get()}`;
    return headers;
  }

  function isSubscription(asked, options) {
    const operations = (options?.documentAST?.definitions ?? []).filter(
      (definition) => definition.kind === "OperationDefinition",
    );
    const meant = asked.operationName
      ? operations.find((operation) => operation.name?.value === asked.operationName)
      : operations[0];
    return meant?.operation === "subscription";
  }

  function post(asked, options, accept, signal) {
    return fetch(endpoint, {
      method: "POST",
      credentials: "omit",
      headers: headersOf(options, accept),
      body: JSON.stringify(asked),
      signal,
    });
  }

  async function once(asked, options) {
    const response = await post(asked, options, "application/json");
    return response.json();
  }

  async function* many(asked, options) {
    const stop = new AbortController();
    try {
      const response = await post(asked, options, "text/event-stream", stop.signal);
      if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
        yield await response.json();
        return;
      }
      const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { done, value } = await text.read();
        if (done) return;
        const events = (rest + value).split("\n\n");
        rest = events.pop();
        for (const event of events) {
          if (event.startsWith("event: complete")) return;
          const data = event.split("\n").find((line) => line.startsWith("data: "));
          if (data) yield JSON.parse(data.slice("data: ".length));
        }
      }
    } finally {
      stop.abort();
    }
  }

  const fetcher = (asked, options) =>
    isSubscription(asked, options) ? many(asked, options) : once(asked, options);
  return { fetcher, key };
})();
