import { Link } from 'wouter';
import type { Summary } from '../api/types';
import { plural } from '../time/format';
import { peopleText } from '../ui/words';
import { UntrustedText } from '../ui/UntrustedText';
import { personUrl } from '../view/personUrl';
import { activityUrl } from '../view/url';
import { Card, type CardQuery } from '../ui/Card';
import { countedRange } from '../view/countedRange';
import { Incomplete } from '../ui/Incomplete';
import styles from '../ui/card.module.css';

const MAX_SHOWN = 5;

/** The people with the most events. */
export function ActivePeople({ query, zoneChoice }: { query: CardQuery<Summary>; zoneChoice: string }) {
  return (
    <Card title="Most active people" query={query}>
      {(summary) => {
        const users = summary.facets?.user;
        return (
          <>
            <ol className={styles.rows}>
              {users?.values.slice(0, MAX_SHOWN).map(({ value, label, count }) => (
                <li key={value}>
                  <Link href={personUrl(value)}>
                    <UntrustedText text={label} />
                  </Link>
                  <Link href={activityUrl({ user: [value], zone: zoneChoice, range: countedRange(summary) })}>{plural(count, 'event')}</Link>
                </li>
              ))}
            </ol>
            <p className={styles.muted}>
              {users && users.distinct > 0 ? `Of ${peopleText(users.distinct)} with events` : 'No events'}
            </p>
            <Incomplete summary={summary} />
          </>
        );
      }}
    </Card>
  );
}
