import { typeLabel, type Catalog } from '../api/catalog';
import type { Finding, Measures, RuleId } from '../api/types';
import { countryName } from '../view/countries';
import { capitalized } from '../ui/words';
import { duration, listed } from './words';
import { plural } from '../time/format';

/** What a sentence is made from. */
export type SentenceSource = Pick<Finding, 'rule' | 'key' | 'measures' | 'sentence'>;

/** Reads the measures of a finding. A missing number is 0. */
type Facts = { number: (name: string) => number; has: (name: string) => boolean; country: (name: string) => string | null };

function factsOf(measures: Measures): Facts {
  const number = (name: string) => {
    const value = Object.hasOwn(measures, name) ? measures[name] : 0;
    return typeof value === 'number' ? value : 0;
  };
  return {
    number,
    has: (name) => number(name) > 0,
    country: (name) => {
      const value = Object.hasOwn(measures, name) ? measures[name] : null;
      return typeof value === 'string' ? countryName(value) : null;
    },
  };
}

/** Returns what was new about a sign-in: `a new country (Vietnam), network and device`. */
function newness({ has, country }: Facts): string {
  const place = country('country');
  const words = [
    has('new_country') && (place === null ? 'country' : `country (${place})`),
    has('new_network') && 'network',
    has('new_device') && 'device',
  ].filter((word) => word !== false);
  return words.length > 0 ? `a new ${listed(words)}` : '';
}

const within = (facts: Facts) => (facts.has('minutes') ? ` within ${duration(facts.number('minutes'))}` : '');
const after = (before: string, text: string) => (text === '' ? '' : `${before}${text}`);

/** Returns the parts that are not zero: `2 links created`. */
function parts(facts: Facts, texts: readonly [name: string, text: (count: number) => string][]): string[] {
  return texts.filter(([name]) => facts.has(name)).map(([name, text]) => text(facts.number(name)));
}

/** Returns how an account was weakened: `second factor off and recovery changed`. */
function weakened(facts: Facts): string {
  const done = parts(facts, [
    ['removed', () => 'second factor off'],
    ['password', () => 'password changed'],
    ['email', () => 'email address changed'],
    ['recovery', () => 'recovery changed'],
    ['reset', () => 'account reset'],
  ]);
  // Findings from before these were counted have only the sum.
  return done.length > 0 ? listed(done) : `${plural(facts.number('changes'), 'protection')} of the account changed`;
}

/** Returns what was taken: `46 items read and 3 links created`. */
function taken(facts: Facts): string {
  const done = parts(facts, [
    ['items', (count) => `${plural(count, 'item')} read`],
    ['links', (count) => `${plural(count, 'link')} created`],
    ['exports', (count) => `${plural(count, 'export')} made`],
  ]);
  if (done.length > 0) return listed(done);
  return facts.has('taken') ? `data read or taken out ${plural(facts.number('taken'), 'time')}` : '';
}

function travel(facts: Facts): string {
  const [from, to] = [facts.country('other_country'), facts.country('country')];
  const places = from !== null && to !== null && from !== to ? `from ${from} and ${to}` : `at two places${after(' in ', to ?? '')}`;
  const apart = facts.has('kilometers') ? `, ${plural(facts.number('kilometers'), 'km', 'km')} apart` : ', too far apart';
  return `signed in ${places}${apart}, within ${duration(facts.number('minutes'))}`;
}

function session(facts: Facts): string {
  const [from, to] = [facts.country('other_country'), facts.country('country')];
  const places = facts.number('countries') > 1 ? plural(facts.number('countries'), 'country', 'countries') : plural(facts.number('networks'), 'network');
  const names = from !== null && to !== null ? ` (${from} and ${to})` : '';
  return `one session used in ${places}${names}${within(facts)}${facts.number('agents') > 1 ? ', by different programs' : ''}`;
}

function massRead(facts: Facts): string {
  const [items, time] = facts.has('items')
    ? [facts.number('items'), duration(facts.number('minutes'))]
    : [facts.number('day_items'), duration(facts.number('hours') * 60)];
  return `${plural(items, 'different item')} read within ${time}${after(', after a sign-in from ', newness(facts))}`;
}

function linkBurst(facts: Facts): string {
  if (facts.has('links')) return `${plural(facts.number('links'), 'link')} created${within(facts)}`;
  const countries = facts.number('countries') > 0 ? ` in ${plural(facts.number('countries'), 'country', 'countries')}` : '';
  return `one link opened from ${plural(facts.number('addresses'), 'address', 'addresses')}${countries} within ${duration(facts.number('hours') * 60)}`;
}

function reach(facts: Facts): string {
  const from = facts.has('new_country') ? ` from ${newness(facts)}` : '';
  return listed(
    parts(facts, [
      ['sign_ins', () => 'signed in to the account of another person'],
      ['reads', (count) => `read items ${plural(count, 'time')} there`],
      ['exports', (count) => `requested ${plural(count, 'report or export', 'reports or exports')}${from}`],
    ]),
  );
}

function removal(facts: Facts): string {
  const done = parts(facts, [
    ['items', (count) => `${plural(count, 'item')} read on one day`],
    ['links', (count) => `${plural(count, 'link')} created`],
    ['exports', (count) => `${plural(count, 'export')} made`],
  ]);
  return `removed from the organization. In the ${plural(facts.number('days'), 'day')} before: ${listed(done)}`;
}

const FAILED = 'failed sign-in';

/** What happened, without the person. */
const SENTENCES: Record<RuleId, (facts: Facts, label: string) => string> = {
  'account.guessing': (facts) => {
    const countries = facts.number('countries') > 1 ? ` in ${plural(facts.number('countries'), 'country', 'countries')}` : '';
    const from = facts.number('addresses') > 1 ? ` from ${plural(facts.number('addresses'), 'address', 'addresses')}${countries}` : '';
    return `${plural(facts.number('fails'), FAILED)}${from}`;
  },
  'account.guessed': (facts) => {
    const from = listed([facts.has('failed_network') ? 'a network that had failed' : '', newness(facts)].filter((text) => text !== ''));
    return `signed in after ${plural(facts.number('fails'), FAILED)}${after(', from ', from)}`;
  },
  'address.spray': (facts) => {
    const entered = facts.has('entered') ? `, and ${plural(facts.number('entered'), 'of them got in', 'of them got in')}` : '';
    return `one address failed to sign in as ${plural(facts.number('persons'), 'person', 'different people')}${entered}`;
  },
  'organization.spray': (facts) =>
    `${plural(facts.number('fails'), FAILED)} of ${plural(facts.number('persons'), 'person', 'people')} from ${plural(facts.number('addresses'), 'address', 'addresses')}`,
  'account.new_place': (facts) => `signed in from ${newness(facts) || 'a new country'}`,
  'account.impossible_travel': travel,
  'account.dormant': (facts) => `signed in after at least ${plural(facts.number('days'), 'day')} without activity${after(', from ', newness(facts))}`,
  'account.takeover': (facts) => {
    const steps = [newness(facts).replace(/^a /, ''), weakened(facts), taken(facts)].filter((text) => text !== '');
    return steps.join(', then ');
  },
  'account.second_factor_off': (facts) => {
    const changed = parts(facts, [
      ['password', () => 'password'],
      ['email', () => 'email address'],
      ['recovery', () => 'recovery'],
    ]);
    return `second factor off, and ${listed(changed)} changed within ${duration(facts.number('hours') * 60)}`;
  },
  'account.recovery_burst': (facts) => `${plural(facts.number('kinds'), 'way')} to recover the account changed${within(facts)}`,
  'item.mass_read': massRead,
  'link.burst': linkBurst,
  'member.leaver': removal,
  'session.elsewhere': session,
  'monitor.blinded': (facts, label) => {
    const times = facts.number('changes') > 1 ? `, ${facts.number('changes')} times by ${plural(facts.number('persons'), 'person', 'people')}` : '';
    return `${facts.has('monitoring') ? 'monitoring' : 'a protection'} weakened: ${label}${times}`;
  },
  'admin.reach': reach,
};

/** Returns what a finding is about, without the person: `New country, then second factor off, then 46 items read`. */
export function sentenceOf({ rule, key, measures, sentence }: SentenceSource, catalog: Catalog | undefined): string {
  // A newer version of the service can have more rules.
  if (!Object.hasOwn(SENTENCES, rule)) return sentence;
  return capitalized(SENTENCES[rule](factsOf(measures), typeLabel(catalog, key.value ?? '')));
}
