import { Link } from 'wouter';
import type { Summary } from '../api/types';
import { formatCount, plural } from '../time/format';
import { UntrustedText } from '../ui/UntrustedText';
import { activityUrl } from '../view/url';
import { Card, type CardQuery } from '../ui/Card';
import { countedRange } from '../view/countedRange';
import { Incomplete } from '../ui/Incomplete';
import styles from '../ui/card.module.css';

const MAX_SHOWN = 5;

/** The addresses that several people used, those with the most people first. */
export function SharedAddresses({ query, zoneChoice }: { query: CardQuery<Summary>; zoneChoice: string }) {
  return (
    <Card title="Addresses used by many" query={query}>
      {(summary) => {
        const addresses = summary.facets?.ip ?? { distinct: 0, values: [] };
        const shared = addresses.values.filter(({ people }) => people > 1).sort((a, b) => b.people - a.people || b.count - a.count);
        const isCut = addresses.distinct > addresses.values.length;
        return (
          <>
            <ol className={styles.rows}>
              {shared.slice(0, MAX_SHOWN).map(({ value, count, people }) => (
                <li key={value}>
                  <span>
                    <UntrustedText text={value} />
                  </span>
                  <span>
                    {formatCount(people)} people ·{' '}
                    <Link href={activityUrl({ ip: [value], zone: zoneChoice, range: countedRange(summary) })}>{plural(count, 'event')}</Link>
                  </span>
                </li>
              ))}
            </ol>
            <p className={styles.muted}>
              {shared.length === 0 && 'No address was used by several people. '}
              {isCut
                ? `Of the ${addresses.values.length} addresses with the most events, of ${formatCount(addresses.distinct)}`
                : `Of ${plural(addresses.distinct, 'address', 'addresses')}`}
            </p>
            <Incomplete summary={summary} />
          </>
        );
      }}
    </Card>
  );
}
