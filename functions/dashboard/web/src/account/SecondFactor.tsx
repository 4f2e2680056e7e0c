import { Link } from 'wouter';
import { useCatalog } from '../api/catalog';
import type { Event } from '../api/types';
import { missingText, type Bands } from '../charts/coverageText';
import { formatTime } from '../time/format';
import { Card } from '../ui/Card';
import styles from '../ui/card.module.css';
import { NoteText } from '../ui/NoteText';
import { capitalized } from '../ui/words';
import { typesOfClasses } from '../view/eventClasses';
import { around } from '../view/range';
import { activityUrl } from '../view/url';
import { useOwnEvents } from './ownEvents';

// Types that ask for a second factor, and whose class does not tell it. The service looks at the same ones.
const ASKED = ['account.login.awaiting_2fa', 'account.login.failed_2fa', 'account.reauthentication.failed_2fa'];

type Props = { now: number; zone: string; bands: Bands };

/** What the record shows of the user’s second factor. */
export function SecondFactor({ now, zone, bands }: Props) {
  const { data: catalog } = useCatalog();
  const removed = typesOfClasses(catalog, ['second_factor.removed']);
  const added = typesOfClasses(catalog, ['second_factor.added']);
  const asked = ASKED.filter((type) => catalog?.typeById.has(type));
  const query = useOwnEvents([...added, ...removed, ...asked], 1);
  const gap = bands ? missingText(bands, now - 90 * 86_400_000, now) : null;
  return (
    <Card title="Second factor" query={query}>
      {([latest]: Event[]) => {
        if (!latest) {
          return (
            <>
              <p className={styles.fact}>Never seen in the record</p>
              <p className={styles.muted}>Your account can still have one. If it has none, add one.</p>
              {gap && <NoteText note={{ text: `${capitalized(gap)} before today`, isPartial: true }} />}
            </>
          );
        }
        const isRemoved = removed.includes(latest.type);
        const what = isRemoved ? 'Removed' : added.includes(latest.type) ? 'Added' : 'Asked for';
        return (
          <>
            <p className={styles.fact} data-partial={isRemoved || undefined}>
              {isRemoved ? 'Removed, and none seen since' : 'Seen'}
            </p>
            <p className={styles.line}>
              {what} on{' '}
              <Link href={activityUrl({ range: around(latest.occurred_at), event: { source: latest.source, id: latest.id } }, '/my-activity')}>
                {formatTime(latest.occurred_at, zone)}
              </Link>
            </p>
          </>
        );
      }}
    </Card>
  );
}
