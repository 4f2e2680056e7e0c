import { useMe } from '../api/me';
import { useStreams } from '../api/streams';
import { plural } from '../time/format';
import styles from './mark.module.css';

/** A dot in the navigation while a destination does not take events. */
export function StreamsMark() {
  return useMe().organization?.includes_monitor ? <Mark /> : null;
}

function Mark() {
  const { data: streams = [] } = useStreams();
  const stopped = streams.filter(({ state }) => state === 'failing' || state === 'disabled').length;
  if (stopped === 0) return null;
  return (
    <span className={styles.mark}>
      <span className="visually-hidden">: {plural(stopped, 'stream')} failing</span>
    </span>
  );
}
