import type { FindingDetails, MuteKind } from '../../api/types';
import { showBidi } from '../../ui/bidi';
import { countryName } from '../../view/countries';

/** A subject that a mute of a finding's rule can have. */
export type MuteChoice = { kind: MuteKind; value?: string; label: string };

function only<T>(values: readonly (T | null | undefined)[]): T | null {
  const distinct = [...new Set(values)];
  return distinct.length === 1 ? (distinct[0] ?? null) : null;
}

/**
 * Returns the subjects that cover a finding, the narrowest first. It is about an address or a place only if all of its
 * events come from there.
 */
export function muteChoices({ user, evidence }: Pick<FindingDetails, 'user' | 'evidence'>): MuteChoice[] {
  const clients = evidence.map(({ client }) => client);
  const ip = only(clients.map((client) => client.ip));
  const asn = only(clients.map((client) => client.asn));
  const country = only(clients.map(({ location }) => location?.country));
  const isp = only(clients.map((client) => client.isp));
  return [
    ...(user ? [{ kind: 'person' as const, value: user.id, label: showBidi(user.name ?? user.email ?? user.id) }] : []),
    ...(ip === null ? [] : [{ kind: 'address' as const, value: ip, label: ip }]),
    ...(asn === null ? [] : [{ kind: 'asn' as const, value: `AS${asn}`, label: isp === null ? `Network AS${asn}` : `Network ${showBidi(isp)} (AS${asn})` }]),
    ...(country === null ? [] : [{ kind: 'country' as const, value: country, label: countryName(country) }]),
    { kind: 'organization', label: 'The whole organization: every finding of this rule' },
  ];
}
