import type { Problem } from './types';

/** What the API answered instead of what was asked for. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  /** What kind of refusal it is; nothing where not the API itself refused. */
  readonly code: Problem['code'] | null;
  /** What to name when asking for help. */
  readonly requestId: string | null;
  readonly errors: Problem['errors'];

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? `The service answered ${status}.`);
    this.status = status;
    this.code = problem.code ?? null;
    this.requestId = problem.request_id ?? null;
    this.errors = problem.errors ?? [];
  }
}

/** Returns the data of an answer, or throws what was wrong. */
export function unwrap<T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T {
  if (data !== undefined) return data;
  const problem = typeof error === 'object' && error !== null ? (error as Partial<Problem>) : {};
  throw new ApiError(response.status, problem);
}

/** Tells whether trying the same again may go better. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ApiError) return error.status === 429 || error.status >= 500;
  // What fetch throws when there is no connection.
  return error instanceof TypeError;
}
