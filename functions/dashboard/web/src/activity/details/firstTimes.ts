import type { Event, FindingDetails } from '../../api/types';
import { countryName } from '../../view/countries';

type Known = Pick<FindingDetails, 'baseline' | 'measures' | 'user'>;

/** Returns what was new about an event of a finding, as sentences. Only what the finding measured. */
export function firstTimes({ baseline, measures, user }: Known, event: Event): string[] {
  const before = baseline?.before;
  // A first event of a new account is new in every way, which tells nothing.
  if (!before || before.sign_ins === 0 || user?.id !== event.actor.id) return [];
  const who = event.actor.name ?? event.actor.email ?? event.actor.id;
  const country = event.client.location?.country;
  const texts: string[] = [];
  if (before.country_age == null && measures.new_country === 1 && country !== undefined && measures.country === country) {
    texts.push(`First time from ${countryName(country)} for ${who}`);
  }
  if (before.device_age == null && measures.new_device === 1 && event.client.device != null) {
    texts.push(`First time on this device for ${who}`);
  }
  return texts;
}
