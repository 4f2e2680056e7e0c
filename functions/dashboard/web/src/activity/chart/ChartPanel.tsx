import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import type { useEventSummary } from '../../api/events';
import type { Summary } from '../../api/types';
import { clipBands } from '../../charts/bands';
import type { Bands } from '../../charts/coverageText';
import { gapsText } from '../../charts/gaps';
import { barsOf } from '../../charts/series';
import { errorText } from '../../ui/ErrorState';
import { Notice } from '../../ui/Notice';
import { exactRange, type Range } from '../../view/range';
import type { BucketChoice } from '../../view/view';
import { previousText, summaryOf } from '../summary';
import { busiestBar, hoursPerBar, joinHours, sizeName } from './buckets';
import { BusiestBar } from './BusiestBar';
import styles from './chart.module.css';
import { ChartTools } from './ChartTools';
import { EventChart } from './EventChart';
import { Legend } from './Legend';
import { barText } from './readout';
import { useSelection } from './useSelection';

type Props = {
  counts: ReturnType<typeof useEventSummary>;
  bucket: BucketChoice;
  compare: boolean;
  zone: string;
  bands: Bands;
  /** Whether the rows have later events than the chart. */
  isLive: boolean;
  /** Whether the bands are from an earlier query. */
  isCoverageStale: boolean;
  /** How far the rows are searched, while counting takes longer. */
  progress: string | null;
  onRange: (range: Range) => void;
  onBucket: (bucket: BucketChoice) => void;
  onCompare: (compare: boolean) => void;
};

/** The chart of events over time, with their number and the bar under the pointer below it. */
export default function ChartPanel({ counts, ...rest }: Props) {
  const { data, error, isPlaceholderData, fetchStatus, refetch } = counts;
  const isPaused = fetchStatus === 'paused';
  if (error) {
    return (
      <Notice tone="red">
        The events couldn’t be counted. {errorText(error)}
        <button type="button" className={styles.tool} onClick={() => void refetch()}>
          Try again
        </button>
      </Notice>
    );
  }
  return (
    <section aria-label="Events over time">
      {data && !(isPaused && isPlaceholderData) ? (
        <Counted summary={data} isStale={isPlaceholderData} {...rest} />
      ) : (
        <>
          <div className={styles.wrap} />
          <div className={styles.line}>
            <span role="status" className={styles.count}>
              {isPaused ? 'Not counted: you’re offline' : loadingText(rest.progress)}
            </span>
          </div>
          <div className={styles.line} />
        </>
      )}
    </section>
  );
}

function loadingText(progress: string | null): string {
  return progress === null ? 'Loading…' : `Loading… ${progress}`;
}

type CountedProps = Omit<Props, 'counts'> & { summary: Summary; isStale: boolean };

function Counted(props: CountedProps) {
  const { summary, isStale, bucket, compare, zone, isLive, isCoverageStale, progress, onRange, onBucket, onCompare } = props;
  const bands = isCoverageStale ? undefined : props.bands;
  const { ref, width } = useElementSize();
  const [from, to] = [Date.parse(summary.from), Date.parse(summary.to)];
  const hours = summary.bucket === 'hour' && bucket === 'auto' && width > 0 ? hoursPerBar(summary.buckets.length, width) : 1;
  const bars = useMemo(() => barsOf(joinHours(summary, hours, zone)), [summary, hours, zone]);
  const before = useMemo(() => {
    const { previous } = summary;
    if (!compare || !previous) return [];
    const shift = Date.parse(summary.from) - Date.parse(previous.from);
    return barsOf(joinHours(previous, hours, zone)).map((bar) => ({ ...bar, from: bar.from + shift, to: bar.to + shift }));
  }, [summary, compare, hours, zone]);
  const selecting = useSelection({
    bars,
    from,
    to,
    onSelect: (from, to) => {
      onRange(exactRange(from, to));
    },
  });
  const shown = clipBands(props.bands ?? [], from, to);
  const line = summaryOf(summary, bands, zone, isLive);
  const previous = compare ? previousText(summary, bands) : null;
  const gaps = gapsText(props.bands ?? [], from, to, zone);
  const busiest = busiestBar(summary);
  const { pointed } = selecting;
  const size = hours > 1 ? `${hours} hours` : sizeName(summary.bucket);
  return (
    <>
      <div className={styles.wrap} ref={ref}>
        {width > 0 && <EventChart {...{ width, bars, before, zone, isStale, selecting }} series={summary} bands={shown} />}
      </div>
      <div className={styles.line}>
        <span role="status" className={styles.count} data-partial={line.isPartial || undefined}>
          {isStale ? loadingText(progress) : line.text}
        </span>
        {!isStale && previous && <span data-partial={previous.isPartial || undefined}>{previous.text}</span>}
        {gaps && <span data-partial>{gaps}</span>}
        <span className={styles.right}>
          <ChartTools {...{ bucket, compare, onBucket, onCompare }} millis={to - from} />
        </span>
      </div>
      <div className={styles.line}>
        {busiest && !isStale && <BusiestBar bar={busiest} {...{ summary, zone, onRange }} />}
        <Legend summary={summary} bands={shown} />
        <span className={styles.pointed} data-idle={pointed === null || undefined}>
          {pointed === null ? `One bar per ${size}` : barText(bars[pointed], before[pointed], zone)}
        </span>
      </div>
    </>
  );
}
