import createClient from 'openapi-fetch';
import { renew, token } from '../session/session';
import type { paths } from './schema';

/** The API, as its own description has it. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: authorized });

async function authorized(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await fetch(bearing(request, await token()));
  if (!isTokenRefused(response)) return response;
  const { id_token } = await renew();
  return fetch(bearing(again, id_token ?? ''));
}

function bearing(request: Request, token: string): Request {
  request.headers.set('Authorization', `Bearer ${token}`);
  return request;
}

/** The API's own refusals are problems; one that is none came from before it, where tokens are checked. */
function isTokenRefused(response: Response): boolean {
  const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json');
  return (response.status === 401 || response.status === 403) && !isProblem;
}
