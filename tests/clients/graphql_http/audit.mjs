// Runs graphql-http's audit against the address given, and prints each item as a JSON line.
import { serverAudits } from "graphql-http";

const [url] = process.argv.slice(2);
for (const audit of serverAudits({ url })) {
  const { status, name, id, reason } = await audit.fn();
  console.log(JSON.stringify({ id, name, status, reason: reason ?? null }));
}
