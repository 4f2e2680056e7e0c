import { Link } from 'wouter';
import type { Summary } from '../api/types';
import type { Bands } from '../charts/coverageText';
import { Sparkline } from '../charts/Sparkline';
import { formatCount } from '../time/format';
import { countedRange } from '../view/countedRange';
import { activityUrl, type ViewChange } from '../view/url';
import { Card, type CardQuery } from '../ui/Card';
import { comparisonOf } from './comparison';
import { NoteText } from '../ui/NoteText';
import styles from '../ui/card.module.css';

type Props = {
  title: string;
  query: CardQuery<Summary>;
  /** The filters that select the counted events. */
  filters: ViewChange;
  bands: Bands;
  zone: string;
  /** The time before, in words. */
  name: string;
  isFailures?: boolean;
};

/** A count of events with its comparison. The number links to exactly these events. */
export function CountCard({ title, query, filters, bands, zone, name, isFailures = false }: Props) {
  return (
    <Card title={title} query={query}>
      {(summary) => (
        <>
          <p className={styles.number}>
            <Link href={activityUrl({ ...filters, range: countedRange(summary) })}>{formatCount(summary.total)}</Link>
          </p>
          <NoteText note={comparisonOf(summary, summary.previous, bands, zone, name)} />
          <Sparkline
            series={summary}
            previous={summary.previous?.complete ? summary.previous : undefined}
            bands={bands ?? []}
            zone={zone}
            label={title}
            isFailures={isFailures}
          />
        </>
      )}
    </Card>
  );
}
