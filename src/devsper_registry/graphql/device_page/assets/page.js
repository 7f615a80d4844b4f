// Shows who asks, and lets it in or turns it away. The key stays in this tab, as GraphiQL keeps it.
(() => {
  const KEY = "devsper-registry.api-key";
  const byId = (id) => document.getElementById(id);
  const documents = document.querySelector("main").dataset;
  const words = { READ: "read packages", PUBLISH: "publish and change packages", ADMIN: "administer this registry" };

  async function ask(documentId, variables) {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    const key = sessionStorage.getItem(KEY);
    if (key) headers.Authorization = `Bearer ${key}`;
    const response = await fetch("graphql", {
      method: "POST",
      credentials: "omit",
      headers,
      body: JSON.stringify({ documentId, variables }),
    });
    return response.json();
  }

  function tell(text) {
    byId("state").textContent = text;
  }

  function show(device, account) {
    byId("client").textContent = device.client;
    byId("account").textContent = account;
    byId("shown-code").textContent = device.userCode;
    byId("scopes").textContent = device.scopes.map((scope) => words[scope] ?? scope).join(", ");
    byId("address").textContent = device.address ?? "an unknown address";
    byId("expires").textContent = new Date(device.expiresAt).toLocaleTimeString();
    byId("asked").hidden = false;
    byId("look").hidden = true;
    byId("approve").focus();
  }

  async function attempt(work) {
    const buttons = document.querySelectorAll("button");
    buttons.forEach((button) => (button.disabled = true));
    try {
      await work();
    } catch {
      tell("The registry does not answer: try again.");
    } finally {
      buttons.forEach((button) => (button.disabled = false));
    }
  }

  async function look() {
    const typed = byId("key").value.trim();
    if (typed) sessionStorage.setItem(KEY, typed);
    byId("key").value = "";
    const { data, errors } = await ask(documents.look, { userCode: byId("code").value });
    if (!data?.device) {
      tell(errors?.[0]?.message ?? "No device waits under this code.");
      return;
    }
    tell("");
    show(data.device, data.viewer?.account?.name ?? "your account");
  }

  function decide(documentId, name, done) {
    return async () => {
      const { data, errors } = await ask(documentId, { input: { userCode: byId("code").value } });
      const problem = errors?.[0]?.message ?? data?.[name]?.message;
      if (!problem) byId("asked").hidden = true;
      tell(problem ?? done);
    };
  }

  byId("look").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(look);
  });
  const approve = decide(documents.approve, "approveDevice", "It is let in. You may close this page.");
  const deny = decide(documents.deny, "denyDevice", "It is turned away. You may close this page.");
  byId("approve").addEventListener("click", () => attempt(approve));
  byId("deny").addEventListener("click", () => attempt(deny));

  byId("code").value = new URLSearchParams(location.search).get("user_code") ?? "";
  if (sessionStorage.getItem(KEY)) byId("key-hint").textContent = "The key that is in this tab is used where you give none.";
  byId(byId("code").value ? "key" : "code").focus();
})();
