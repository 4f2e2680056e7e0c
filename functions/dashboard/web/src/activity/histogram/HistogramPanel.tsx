import { useMediaQuery } from '@mantine/hooks';
import { useHistogram, type Histogram, type Question } from '../../api/events';
import { formatSpan } from '../../time/format';
import { errorText } from '../../ui/ErrorState';
import { Notice } from '../../ui/Notice';
import { exactRange, type Range } from '../../view/range';
import { countLine } from '../countLine';
import { clipBands, type Band } from './bands';
import { bucketCount, secondsOf } from './buckets';
import styles from './Histogram.module.css';
import { HistogramChart } from './HistogramChart';
import { bucketText } from './readout';
import { useSelection } from './useSelection';

// As many as can be told apart and pointed at.
const MOST = 168;
const MOST_NARROW = 60;

type Props = {
  question: Question;
  range: Range;
  keptDays: number;
  zone: string;
  bands: readonly Band[];
  onRange: (range: Range) => void;
};

/** The histogram, and in a line under it how many events there are and what is pointed at. */
export function HistogramPanel({ question, range, keptDays, zone, bands, onRange }: Props) {
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const buckets = bucketCount(secondsOf(range, keptDays), isNarrow ? MOST_NARROW : MOST);
  const { data, error, isPlaceholderData } = useHistogram(question, buckets);
  if (error) return <Notice>The events could not be counted. {errorText(error)}</Notice>;
  return (
    <section aria-label="Events over time">
      {data ? (
        <Counted histogram={data} isStale={isPlaceholderData} zone={zone} bands={bands} onRange={onRange} />
      ) : (
        <>
          <div className={styles.wrap} />
          <div className={styles.readout} role="status">
            Loading…
          </div>
        </>
      )}
    </section>
  );
}

type CountedProps = Pick<Props, 'zone' | 'bands' | 'onRange'> & { histogram: Histogram; isStale: boolean };

function Counted({ histogram, isStale, zone, bands, onRange }: CountedProps) {
  const choosing = useSelection({
    histogram,
    onChoose: (from, to) => {
      onRange(exactRange(from, to));
    },
  });
  const line = countLine(histogram, zone);
  const { pointed } = choosing;
  return (
    <>
      <HistogramChart histogram={histogram} bands={bands} zone={zone} isStale={isStale} choosing={choosing} />
      <div className={styles.readout}>
        <span role="status" className={`${styles.count ?? ''} ${line.isPartial ? (styles.partial ?? '') : ''}`}>
          {isStale ? 'Loading…' : line.text}
        </span>
        <Legend histogram={histogram} bands={bands} />
        <span className={styles.pointed} data-idle={pointed === null || undefined}>
          {pointed === null ? `${formatSpan(histogram.bucket_seconds)} a bar` : bucketText(histogram, pointed, zone)}
        </span>
      </div>
    </>
  );
}

function Legend({ histogram, bands }: { histogram: Histogram; bands: readonly Band[] }) {
  const shown = clipBands(bands, Date.parse(histogram.from), Date.parse(histogram.to));
  const entry = (style: string, text: string) => <span className={`${styles.key ?? ''} ${styles[style] ?? ''}`}>{text}</span>;
  return (
    <span className={styles.legend}>
      {histogram.buckets.some(({ failures }) => failures > 0) && entry('keyFailures', 'failed or blocked')}
      {shown.some(({ kind }) => kind === 'off') && entry('keyOff', 'monitor off')}
      {shown.some(({ kind }) => kind === 'no_details') && entry('keyNoDetails', 'details not collected')}
      {!histogram.complete && entry('keyUncounted', 'not counted')}
    </span>
  );
}
