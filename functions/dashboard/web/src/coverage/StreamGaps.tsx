import { Link } from 'wouter';
import { useStreams } from '../api/streams';
import { formatTime } from '../time/format';
import { zoneLabel } from '../time/zone';
import { UntrustedText } from '../ui/UntrustedText';
import styles from './coverage.module.css';

/** The streams that could not send every event. Nothing if there are none. */
export function StreamGaps({ zone }: { zone: string }) {
  const { data: streams = [] } = useStreams();
  const gaps = streams.flatMap(({ id, name, gap }) => (gap ? [{ id, name, gap }] : []));
  if (gaps.length === 0) return null;
  return (
    <section aria-labelledby="stream-gaps">
      <h2 id="stream-gaps">Gaps of streams</h2>
      <p className={styles.muted}>These events were recorded, and expired before a stream could send them.</p>
      <ul>
        {gaps.map(({ id, name, gap }) => (
          <li key={id}>
            <Link href={`/streams/${id}`}>
              <UntrustedText text={name} />
            </Link>
            : positions {gap.first} to {gap.next}, found {formatTime(gap.found_at, zone)} {zoneLabel(zone)}
          </li>
        ))}
      </ul>
    </section>
  );
}
