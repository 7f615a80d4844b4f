export { type Asking, type Client, type ClientOptions, createClient } from "./client.js";
export * from "./generated/documents.js";
export { type Failure, isProblem, type Result } from "./result.js";
