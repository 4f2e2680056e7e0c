import { Link } from 'wouter';
import { useCatalog } from '../api/catalog';
import type { Summary } from '../api/types';
import { missingText, type Bands } from '../charts/coverageText';
import { Sparkline } from '../charts/Sparkline';
import { formatCount } from '../time/format';
import { Card } from '../ui/Card';
import styles from '../ui/card.module.css';
import { Incomplete } from '../ui/Incomplete';
import { NoteText } from '../ui/NoteText';
import { capitalized } from '../ui/words';
import { countedRange } from '../view/countedRange';
import { typesOfClasses } from '../view/eventClasses';
import { activityUrl } from '../view/url';
import { useOwnSummary } from './ownEvents';

type Props = { now: number; zone: string; bands: Bands };

/** The user’s failed sign-ins in 30 and in 90 days. */
export function FailedSignIns({ now, zone, bands }: Props) {
  const { data: catalog } = useCatalog();
  const type = typesOfClasses(catalog, ['sign_in.failed', 'sign_in.blocked']);
  const month = useOwnSummary(now, [30, 0], zone, type, [], type.length > 0);
  const long = useOwnSummary(now, [90, 0], zone, type, [], type.length > 0);
  const number = (summary: Summary) => (
    <Link href={activityUrl({ type, range: countedRange(summary) }, '/my-activity')}>{formatCount(summary.total)}</Link>
  );
  const gap = bands && long.data ? missingText(bands, Date.parse(long.data.from), Date.parse(long.data.to)) : null;
  return (
    <Card title="Failed sign-ins" query={long}>
      {(long) => (
        <>
          <p className={styles.number}>{month.data ? number(month.data) : '…'}</p>
          <p className={styles.line}>
            in 30 days, {number(long)} in 90 days
          </p>
          <Incomplete summary={long} />
          {gap && <NoteText note={{ text: capitalized(gap), isPartial: true }} />}
          <Sparkline series={long} bands={bands ?? []} zone={zone} label="Failed sign-ins in 90 days" isFailures />
        </>
      )}
    </Card>
  );
}
