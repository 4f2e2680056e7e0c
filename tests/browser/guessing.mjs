// An attack that is found at once: someone guesses the password of the member of dev.json.
import { evaluated, until } from './stack.mjs';

export const GUESSES = 12;

/** Records the guesses, from six addresses, and returns their finding. The stack must have a detector. */
export async function guessPassword({ api, dev }) {
  const { user } = await api('member', 'GET', '/v1/me');
  const start = Date.now() - 5 * 60_000;
  const events = Array.from({ length: GUESSES }, (_, index) => ({
    id: `guess-${start}-${index}`,
    organization_id: dev.organization_id,
    type: 'account.login.failed_password',
    outcome: 'failure',
    occurred_at: new Date(start + index * 10_000).toISOString(),
    actor: user,
    client: { ip: `203.0.113.${20 + (index % 6)}`, device: 'script' },
  }));
  await api('product', 'POST', '/v1/events', { events });
  return until(120_000, () => 'the guesses are not found', async () => {
    const { findings } = await api('owner', 'GET', `/v1/findings?rule=account.guessing&user=${user.id}`);
    if (findings.length === 0) throw new Error('none');
    await evaluated(api);
    return api('owner', 'GET', `/v1/findings/${findings[0].id}`);
  });
}
