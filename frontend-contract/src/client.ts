// Asks the registry: by a document's id where it can, with whatever credential the frontend has.
import { answers } from "./events.js";
import type { TypedDocumentString } from "./generated/documents.js";
import { type Result, resultOf, unanswered } from "./result.js";

const JSON_ANSWER = "application/graphql-response+json";
const EVENT_STREAM = "text/event-stream";
const UNKNOWN_DOCUMENT = "graphql.document-unknown";

export interface ClientOptions {
  /** Where the registry answers, such as `https://registry.example.com/graphql`. */
  readonly url: string;
  /** The API key or session token of the moment; asked for before each request. */
  readonly credential?: () => string | null | undefined | Promise<string | null | undefined>;
  /** `false` sends every document's text. Otherwise its id, and the text only where the id is unknown. */
  readonly trusted?: boolean;
  readonly fetch?: typeof globalThis.fetch;
}

export interface Asking {
  /** Ends the request. */
  readonly signal?: AbortSignal;
}

type Given<Variables> = Variables extends Record<string, never> ? Variables | undefined : Variables;
type Arguments<Variables> = Record<string, never> extends Variables
  ? [variables?: Given<Variables>, asking?: Asking]
  : [variables: Given<Variables>, asking?: Asking];

export interface Client {
  /** Runs a query or a mutation. */
  run<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    ...rest: Arguments<Variables>
  ): Promise<Result<Data>>;
  /** Yields what a subscription brings, until it ends; leaving the loop ends it too. */
  listen<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    ...rest: Arguments<Variables>
  ): AsyncGenerator<Result<Data>, void>;
}

/** Returns a client of the registry at `url`. */
export function createClient(options: ClientOptions): Client {
  const { url, trusted = true } = options;
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);

  async function post(members: object, accept: string, signal?: AbortSignal): Promise<Response> {
    const credential = await options.credential?.();
    return send(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: accept,
        ...(credential ? { Authorization: `Bearer ${credential}` } : {}),
      },
      body: JSON.stringify(members),
      credentials: "omit",
      ...(signal ? { signal } : {}),
    });
  }

  function members(document: Text, variables: unknown, byId: boolean): object {
    const documentId: unknown = document.__meta__?.["hash"];
    const named = byId && documentId !== undefined ? { documentId } : { query: document.toString() };
    return variables === undefined ? named : { ...named, variables };
  }

  async function once<Data>(document: Text, variables: unknown, byId: boolean, signal?: AbortSignal) {
    const response = await post(members(document, variables, byId), JSON_ANSWER, signal);
    const retryAfter = Number(response.headers.get("retry-after")) || undefined;
    const body: unknown = await response.json().catch(() => undefined);
    return resultOf<Data>(body, response.status, retryAfter);
  }

  async function* many<Data>(document: Text, variables: unknown, byId: boolean, signal: AbortSignal) {
    const response = await post(members(document, variables, byId), EVENT_STREAM, signal);
    if (!response.headers.get("content-type")?.startsWith(EVENT_STREAM) || response.body === null) {
      yield resultOf<Data>(await response.json().catch(() => undefined), response.status);
      return;
    }
    for await (const answer of answers(response.body)) yield resultOf<Data>(answer, response.status);
  }

  return {
    async run<Data, Variables>(
      document: TypedDocumentString<Data, Variables>,
      ...[variables, { signal } = {}]: Arguments<Variables>
    ) {
      try {
        const result = await once<Data>(document, variables, trusted, signal);
        return trusted && isUnknown(result) ? await once<Data>(document, variables, false, signal) : result;
      } catch (reason) {
        return unanswered(reason);
      }
    },

    async *listen<Data, Variables>(
      document: TypedDocumentString<Data, Variables>,
      ...[variables, { signal } = {}]: Arguments<Variables>
    ) {
      const stop = new AbortController();
      const ends = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
      try {
        for await (const result of many<Data>(document, variables, trusted, ends)) {
          if (trusted && isUnknown(result)) {
            yield* many<Data>(document, variables, false, ends);
            return;
          }
          yield result;
        }
      } catch (reason) {
        if (!ends.aborted) yield unanswered(reason);
      } finally {
        stop.abort();
      }
    },
  };
}

type Text = { toString(): string; readonly __meta__?: Record<string, unknown> | undefined };

// A registry older than the frontend does not know its newest documents yet.
const isUnknown = (result: Result<unknown>) => !result.ok && result.error.code === UNKNOWN_DOCUMENT;
