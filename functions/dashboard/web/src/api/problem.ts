import type { Problem } from './types';

/** An error response of the API. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  /** `null` if the response is not from the API itself. */
  readonly code: Problem['code'] | null;
  readonly requestId: string | null;
  readonly errors: Problem['errors'];
  /** The cursor to continue at, if the one of the request has expired. */
  readonly oldestCursor: string | null;
  /** Milliseconds to wait before the next attempt. `null` if the service does not say. */
  readonly retryAfter: number | null;

  constructor(status: number, problem: Partial<Problem>, retryAfter: string | null = null) {
    super(problem.detail ?? `The service returned status ${status}.`);
    this.status = status;
    this.code = problem.code ?? null;
    this.requestId = problem.request_id ?? null;
    this.errors = problem.errors ?? [];
    this.oldestCursor = problem.oldest_cursor ?? null;
    const seconds = Number(retryAfter);
    this.retryAfter = retryAfter !== null && seconds >= 0 ? seconds * 1000 : null;
  }
}

type Result<T> = { data?: T; error?: unknown; response: Response };

/** Returns the data of a response, or throws its error. */
export function unwrap<T>({ data, error, response }: Result<T>): T {
  if (data !== undefined) return data;
  const problem = typeof error === 'object' && error !== null ? (error as Partial<Problem>) : {};
  throw new ApiError(response.status, problem, response.headers.get('Retry-After'));
}

/** Throws the error of a response that has no data when it succeeds. */
export function unwrapEmpty({ error, response }: Result<unknown>): void {
  if (!response.ok) unwrap({ error, response });
}

/** Returns `true` if the same request may succeed later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof ApiError) return error.status === 429 || error.status >= 500;
  // What fetch throws without a connection.
  return error instanceof TypeError;
}
