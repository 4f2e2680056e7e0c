import type { Event, FindingBaseline, FindingDetails, Measures } from '../../api/types';
import { countryName } from '../../view/countries';
import { listed } from '../words';
import { plural } from '../../time/format';

/** What is usual for a person, and what happened. */
export type Comparison = { what: string; usual: string; happened: string; isUnusual: boolean };

type Source = Pick<FindingDetails, 'baseline' | 'evidence' | 'measures'>;

const MAX_NAMES = 4;

function distinct(texts: readonly (string | null | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text != null && text !== ''))] as string[];
}

function some(texts: readonly string[]): string {
  const more = texts.length - MAX_NAMES;
  return listed(more > 0 ? [...texts.slice(0, MAX_NAMES), `${more} more`] : texts);
}

/** Whether something was new for the person, and when it was last used before. */
type Use = { isNew: boolean; text: string };

/** Returns what happened. With several, it is not known which of them was new. */
function happened(found: readonly string[], { text }: Use): string {
  return found.length === 1 ? `${some(found)}${text}` : some(found);
}

/**
 * Returns how something was used before. The rule knows best what was new: the profile is of just before the first hit,
 * which can follow the sign-in that was new.
 */
function previousUse(measures: Measures, name: string, before: FindingBaseline['before'], age: number | null | undefined): Use {
  const isNew = measures[name] === 1 || (before != null && age == null);
  if (isNew) return { isNew, text: ', not used in the 90 days before' };
  // Earlier that day can be the sign-in of this finding.
  return { isNew, text: age == null || age === 0 ? '' : `, last used ${plural(age, 'day')} before` };
}

function countries({ countries, before }: FindingBaseline, { evidence, measures }: Source): Comparison | null {
  const found = distinct(evidence.map(({ client }: Event) => client.location?.country));
  if (countries.length === 0 || found.length === 0) return null;
  const use = previousUse(measures, 'new_country', before, before?.country_age);
  // By now, a new country is in the profile. It was not.
  const usual = countries.filter(({ country }) => !use.isNew || !found.includes(country)).map(({ country }) => countryName(country));
  return { what: 'Countries', usual: some(usual) || 'None', happened: happened(found.map(countryName), use), isUnusual: use.isNew };
}

function networks({ networks, before }: FindingBaseline, { evidence, measures }: Source): Comparison | null {
  const found = distinct(evidence.map(({ client }) => client.isp));
  if (networks.length === 0 || found.length === 0) return null;
  const use = previousUse(measures, 'new_network', before, before?.network_age);
  return { what: 'Networks', usual: `${plural(networks.length, 'network')} in 90 days`, happened: happened(found, use), isUnusual: use.isNew };
}

function devices({ devices, before }: FindingBaseline, { evidence, measures }: Source): Comparison | null {
  const found = distinct(evidence.map(({ client }) => client.device));
  if (found.length === 0) return null;
  const use = previousUse(measures, 'new_device', before, before?.device_age);
  return { what: 'Devices', usual: `${plural(devices, 'device')} in 90 days`, happened: happened(found, use), isUnusual: use.isNew };
}

function items({ daily_items: daily }: FindingBaseline, { measures }: Source): Comparison | null {
  const read = measures.day_items ?? measures.items;
  if (!daily || typeof read !== 'number' || read === 0) return null;
  const usual = `${daily.median} (median), at most ${daily.maximum}, on ${plural(daily.days, 'day')}`;
  return { what: 'Items read on a day', usual, happened: plural(read, 'item'), isUnusual: read > daily.maximum };
}

function activity({ before }: FindingBaseline): Comparison | null {
  if (!before) return null;
  const { silent_days: silent } = before;
  const last = silent == null ? 'No activity before' : silent === 0 ? 'Active earlier that day' : `Last active ${plural(silent, 'day')} before`;
  return { what: 'Sign-ins before', usual: `${plural(before.sign_ins, 'sign-in')} on ${plural(before.sign_in_days, 'day')}`, happened: last, isUnusual: false };
}

/** Compares what happened with what is usual for the person. Leaves out what is not known. */
export function comparisonsOf(finding: Source): Comparison[] {
  const { baseline } = finding;
  if (!baseline) return [];
  return [countries, networks, devices, items, activity].flatMap((compare) => compare(baseline, finding) ?? []);
}
