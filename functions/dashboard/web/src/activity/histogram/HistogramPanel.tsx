import { useHistogram, type EventQuery } from '../../api/events';
import type { Summary } from '../../api/types';
import { errorText } from '../../ui/ErrorState';
import { Notice } from '../../ui/Notice';
import { exactRange, type Range } from '../../view/range';
import type { BucketChoice } from '../../view/view';
import { summaryOf, type Bands } from '../summary';
import { clipBands } from '../../charts/bands';
import { sizeName } from './buckets';
import { BucketSizes } from './BucketSizes';
import { gapsText } from '../../charts/gaps';
import styles from './Histogram.module.css';
import { HistogramChart } from './HistogramChart';
import { Legend } from './Legend';
import { bucketText } from './readout';
import { useSelection } from './useSelection';

type Props = {
  query: EventQuery;
  bucket: BucketChoice;
  zone: string;
  bands: Bands;
  /** Whether the rows have later events than the histogram. */
  isLive: boolean;
  /** Whether the bands are from an earlier query. */
  isCoverageStale: boolean;
  onRange: (range: Range) => void;
  onBucket: (bucket: BucketChoice) => void;
};

/** The histogram, with the number of events and the bucket under the pointer below it. */
export function HistogramPanel({ query, ...rest }: Props) {
  const { data, error, isPlaceholderData, fetchStatus, refetch } = useHistogram(query, rest.bucket, rest.zone);
  const isPaused = fetchStatus === 'paused';
  if (error) {
    return (
      <Notice tone="red">
        The events couldn’t be counted. {errorText(error)}
        <button type="button" className={styles.size} onClick={() => void refetch()}>
          Try again
        </button>
      </Notice>
    );
  }
  return (
    <section aria-label="Events over time">
      {data && !(isPaused && isPlaceholderData) ? (
        <Counted histogram={data} isStale={isPlaceholderData} {...rest} />
      ) : (
        <>
          <div className={styles.wrap} />
          <div className={styles.readout} role="status">
            {isPaused ? 'Not counted: you’re offline' : 'Loading…'}
          </div>
        </>
      )}
    </section>
  );
}

type CountedProps = Omit<Props, 'query'> & { histogram: Summary; isStale: boolean };

function Counted({ histogram, isStale, bucket, zone, bands, isLive, isCoverageStale, onRange, onBucket }: CountedProps) {
  const selecting = useSelection({
    histogram,
    onSelect: (from, to) => {
      onRange(exactRange(from, to));
    },
  });
  const [from, to] = [Date.parse(histogram.from), Date.parse(histogram.to)];
  const shown = clipBands(bands ?? [], from, to);
  const summary = summaryOf(histogram, isCoverageStale ? undefined : bands, zone, isLive);
  const gaps = gapsText(bands ?? [], from, to, zone);
  const { pointed } = selecting;
  return (
    <>
      <HistogramChart histogram={histogram} bands={shown} zone={zone} isStale={isStale} selecting={selecting} />
      <div className={styles.readout}>
        <span role="status" className={`${styles.count ?? ''} ${summary.isPartial ? (styles.partial ?? '') : ''}`}>
          {isStale ? 'Loading…' : summary.text}
        </span>
        {gaps && <span className={styles.gaps}>{gaps}</span>}
        <Legend histogram={histogram} bands={shown} />
        <span className={styles.right}>
          <span className={styles.pointed} data-idle={pointed === null || undefined}>
            {pointed === null ? `${sizeName(histogram.bucket)} per bar` : bucketText(histogram, pointed, zone)}
          </span>
          <BucketSizes selected={bucket} millis={to - from} onSelect={onBucket} />
        </span>
      </div>
    </>
  );
}
