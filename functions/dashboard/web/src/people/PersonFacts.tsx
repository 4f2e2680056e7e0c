import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useCatalog } from '../api/catalog';
import type { EventClass, PersonDetail } from '../api/types';
import { formatCount, formatDay, formatTime } from '../time/format';
import { zoneLabel } from '../time/zone';
import { typesOfClasses } from '../view/eventClasses';
import { activityUrl } from '../view/url';
import { countedRange } from './counted';
import { lastSeenText, SECOND_FACTOR_LABELS } from './labels';
import styles from './person.module.css';

/** The numbers of a person. Each links to its events. */
export function PersonFacts({ person, zone }: { person: PersonDetail; zone: string }) {
  const { id, profile, second_factor_first_day: firstDay, second_factor_removed_at: removedAt } = person;
  const daily = profile?.daily_items;
  const count = (number: number, classes: EventClass[]) => <Count person={person} count={number} classes={classes} />;
  return (
    <dl className={styles.facts}>
      <Fact name="Last seen">
        {lastSeenText(person, zone)} {person.last_seen_at != null && zoneLabel(zone)}
      </Fact>
      <Fact name="Known since">{profile?.first_day ? formatDay(profile.first_day, 'UTC') : 'Not known'}</Fact>
      <Fact name="Sign-ins, 28 days">{count(person.sign_ins, ['sign_in.succeeded'])}</Fact>
      <Fact name="Failed sign-ins">{count(person.failed_sign_ins, ['sign_in.failed', 'sign_in.blocked'])}</Fact>
      <Fact name="Items read" note={daily ? `Usually ${formatCount(daily.median)} a day, at most ${formatCount(daily.maximum)}` : undefined}>
        {count(person.items_read, ['item.read'])}
      </Fact>
      <Fact name="Second factor" note={firstDay ? `First on ${formatDay(firstDay, 'UTC')}${removedAt ? `, last removed ${formatTime(removedAt, zone)}` : ''}` : undefined}>
        {SECOND_FACTOR_LABELS[person.second_factor]}
      </Fact>
      <Fact name="Everything in 28 days">
        <Link href={activityUrl({ user: [id], range: countedRange(person) })}>All events</Link>
      </Fact>
    </dl>
  );
}

function Fact({ name, note, children }: { name: string; note?: string | undefined; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
      {note !== undefined && <dd className={styles.note}>{note}</dd>}
    </div>
  );
}

function Count({ person, count, classes }: { person: PersonDetail; count: number; classes: EventClass[] }) {
  const { data: catalog } = useCatalog();
  const type = typesOfClasses(catalog, classes);
  if (count === 0 || type.length === 0) return formatCount(count);
  return <Link href={activityUrl({ user: [person.id], type, range: countedRange(person) })}>{formatCount(count)}</Link>;
}
