import { useHistogram, type Question } from '../../api/events';
import type { Histogram } from '../../api/types';
import { errorText } from '../../ui/ErrorState';
import { Notice } from '../../ui/Notice';
import { exactRange, type Range } from '../../view/range';
import type { BucketChoice } from '../../view/view';
import { countLine, type Bands } from '../countLine';
import { BucketSizes } from './BucketSizes';
import { clipBands } from './bands';
import { sizeName } from './buckets';
import { gapsText } from './gaps';
import styles from './Histogram.module.css';
import { HistogramChart } from './HistogramChart';
import { Legend } from './Legend';
import { bucketText } from './readout';
import { useSelection } from './useSelection';

type Props = {
  question: Question;
  bucket: BucketChoice;
  zone: string;
  bands: Bands;
  /** Whether the bands are of an earlier look. */
  isCoverageStale: boolean;
  onRange: (range: Range) => void;
  onBucket: (bucket: BucketChoice) => void;
};

/** The histogram, and in a line under it how many events there are and what is pointed at. */
export function HistogramPanel({ question, ...rest }: Props) {
  const { data, error, isPlaceholderData, fetchStatus, refetch } = useHistogram(question, rest.bucket, rest.zone);
  const isPaused = fetchStatus === 'paused';
  if (error) {
    return (
      <Notice tone="red">
        The events could not be counted. {errorText(error)}
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
            {isPaused ? 'Not counted: you are offline' : 'Loading…'}
          </div>
        </>
      )}
    </section>
  );
}

type CountedProps = Omit<Props, 'question'> & { histogram: Histogram; isStale: boolean };

function Counted({ histogram, isStale, bucket, zone, bands, isCoverageStale, onRange, onBucket }: CountedProps) {
  const choosing = useSelection({
    histogram,
    onChoose: (from, to) => {
      onRange(exactRange(from, to));
    },
  });
  const [from, to] = [Date.parse(histogram.from), Date.parse(histogram.to)];
  const shown = clipBands(bands ?? [], from, to);
  const line = countLine(histogram, isCoverageStale ? undefined : bands, zone);
  const gaps = gapsText(bands ?? [], from, to, zone);
  const { pointed } = choosing;
  return (
    <>
      <HistogramChart histogram={histogram} bands={shown} zone={zone} isStale={isStale} choosing={choosing} />
      <div className={styles.readout}>
        <span role="status" className={`${styles.count ?? ''} ${line.isPartial ? (styles.partial ?? '') : ''}`}>
          {isStale ? 'Loading…' : line.text}
        </span>
        {gaps && <span className={styles.gaps}>{gaps}</span>}
        <Legend histogram={histogram} bands={shown} />
        <span className={styles.right}>
          <span className={styles.pointed} data-idle={pointed === null || undefined}>
            {pointed === null ? `${sizeName(histogram.bucket)} a bar` : bucketText(histogram, pointed, zone)}
          </span>
          <BucketSizes chosen={bucket} millis={to - from} onChoose={onBucket} />
        </span>
      </div>
    </>
  );
}
