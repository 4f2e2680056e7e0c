import type { Catalog } from '../api/catalog';
import type { EventClass, Finding, RuleId } from '../api/types';
import type { Values } from '../view/filters';
import { exactRange, type Range } from '../view/range';
import { activityUrl } from '../view/url';

const FAILED: EventClass[] = ['sign_in.failed', 'reauthentication.failed'];
const SIGN_IN: EventClass[] = ['sign_in.succeeded'];

/** The classes of the events at which the condition of a rule can hold. Rules that are missing look at all classes. */
const HIT_CLASSES: Partial<Record<RuleId, EventClass[]>> = {
  'account.guessing': FAILED,
  'account.guessed': SIGN_IN,
  'address.spray': [...FAILED, ...SIGN_IN],
  'organization.spray': FAILED,
  'account.new_place': SIGN_IN,
  'account.impossible_travel': SIGN_IN,
  'account.dormant': SIGN_IN,
  'account.takeover': ['second_factor.removed', 'recovery.changed', 'password.changed', 'email.changed', 'account.reset'],
  'account.second_factor_off': ['second_factor.removed', 'recovery.changed', 'password.changed', 'email.changed'],
  'account.recovery_burst': ['recovery.changed'],
  'item.mass_read': ['item.read'],
  'member.leaver': ['member.removed'],
  'admin.reach': ['sign_in.by_admin', 'report.exported'],
};

/** The API's maximum for each filter. */
const MAX_TYPES = 50;

/** Returns filters for the event types of some classes. None if there are too many to name. */
function typesOf(classes: readonly EventClass[] | undefined, catalog: Catalog | undefined): Partial<Values> {
  const types = classes && catalog ? catalog.types.filter((type) => classes.includes(type.class)).map(({ id }) => id) : [];
  return types.length > 0 && types.length <= MAX_TYPES ? { type: types } : {};
}

function hitClasses({ rule, key }: Pick<Finding, 'rule' | 'key'>): EventClass[] | undefined {
  if (rule === 'link.burst') return key.kind === 'link' ? ['link.opened'] : ['link.created'];
  return HIT_CLASSES[rule];
}

/** Returns the filters for all events of a finding’s subject. `null` if events have no filter for it. */
export function subjectFilters({ key, user, rule }: Pick<Finding, 'key' | 'user' | 'rule'>): Partial<Values> | null {
  // The administrator who removed the person has the event.
  if (user) {
    if (rule === 'member.leaver') return {};
    return key.kind === 'session' && key.value != null ? { user: [user.id], session: [key.value] } : { user: [user.id] };
  }
  if (key.kind === 'address' && key.value != null) return { ip: [key.value] };
  if (key.kind === 'type' && key.value != null) return { type: [key.value] };
  if (key.kind === 'link' && key.value != null) return { target: [key.value] };
  return key.kind === 'organization' ? {} : null;
}

/** Returns the range from the first to the last hit, both inclusive. */
export function hitRange({ first_at, last_at }: Pick<Finding, 'first_at' | 'last_at'>): Range {
  return exactRange(Date.parse(first_at), Date.parse(last_at) + 1);
}

/** Returns the URL of the events at which the condition of the rule held, with fixed times. `null` if none selects them. */
export function hitsUrl(finding: Finding, catalog: Catalog | undefined): string | null {
  const subject = subjectFilters(finding);
  if (!subject) return null;
  const types = subject.type ? {} : typesOf(hitClasses(finding), catalog);
  return activityUrl({ ...subject, ...types, range: hitRange(finding), order: 'asc' });
}
