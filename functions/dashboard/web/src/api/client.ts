import createClient from 'openapi-fetch';
import { renew, token } from '../session/session';
import type { paths } from './schema';

/** The API, typed by its OpenAPI description. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: authorized });

async function authorized(request: Request): Promise<Response> {
  const retry = request.clone();
  const response = await fetch(withToken(request, await token()));
  if (!isTokenRejected(response)) return response;
  const { id_token } = await renew();
  return fetch(withToken(retry, id_token ?? ''));
}

function withToken(request: Request, token: string): Request {
  request.headers.set('Authorization', `Bearer ${token}`);
  return request;
}

/** Errors of the API are problems. Any other 401 or 403 is from the authorizer, which checks the token. */
function isTokenRejected(response: Response): boolean {
  const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json');
  return (response.status === 401 || response.status === 403) && !isProblem;
}
