// What comes back: the data, or why there is none. Nothing here throws.

/** Why an operation brought no data. */
export interface Failure {
  /** A stable code such as `graphql.cost` (docs/refusals.md lists them); `network` where no answer came. */
  readonly code: string;
  /** A sentence for a person. */
  readonly message: string;
  /** The status of the answer; 0 where none came. */
  readonly status: number;
  /** What an administrator finds the error by in the log, where it was unexpected. */
  readonly requestId?: string;
  /** After how many seconds it makes sense to try again. */
  readonly retryAfter?: number;
}

export type Result<Data> =
  | { readonly ok: true; readonly data: Data }
  | { readonly ok: false; readonly error: Failure };

/** A refusal, as every mutation's union has it. */
export interface ProblemLike {
  readonly __typename: "Problem";
}

/** Tells the refusal in a mutation's union from its success. */
export function isProblem<Payload extends { readonly __typename: string }>(
  payload: Payload,
): payload is Extract<Payload, ProblemLike> {
  return payload.__typename === "Problem";
}

/** Reads an answer's body; `status` and `retryAfter` are those of the HTTP answer. */
export function resultOf<Data>(body: unknown, status: number, retryAfter?: number): Result<Data> {
  const { data, errors } = (body ?? {}) as { data?: Data | null; errors?: readonly ErrorShown[] };
  const [first] = errors ?? [];
  if (first === undefined && data != null) return { ok: true, data };
  const { code = "http", requestId, retryAfter: told = retryAfter } = first?.extensions ?? {};
  return {
    ok: false,
    error: {
      code,
      message: first?.message ?? `The registry answered ${status} without an answer in it.`,
      status,
      ...(requestId === undefined ? {} : { requestId }),
      ...(told === undefined ? {} : { retryAfter: told }),
    },
  };
}

/** The failure of a request that was never answered. */
export function unanswered(reason: unknown): Result<never> {
  const message = reason instanceof Error ? reason.message : String(reason);
  return { ok: false, error: { code: "network", message: `The registry cannot be reached: ${message}`, status: 0 } };
}

interface ErrorShown {
  readonly message: string;
  readonly extensions?: { code?: string; requestId?: string; retryAfter?: number };
}
