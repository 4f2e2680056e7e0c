import { zoneLabel } from '../../time/zone';
import { Icon } from '../../ui/Icon';
import type { ChangeView } from '../../view/useView';
import type { View } from '../../view/view';
import styles from './table.module.css';

type Props = { order: View['order']; zone: string; onView: ChangeView };

/** Sorts the events by time, newest or oldest first. */
export function OrderButton({ order, zone, onView }: Props) {
  const newestFirst = order === 'desc';
  return (
    <button
      type="button"
      className={styles.order}
      title={newestFirst ? 'Newest first. Click to show oldest first' : 'Oldest first. Click to show newest first'}
      onClick={() => {
        onView({ order: newestFirst ? 'asc' : 'desc' });
      }}
    >
      Time ({zoneLabel(zone)})
      <Icon name={newestFirst ? 'down' : 'up'} size={11} />
    </button>
  );
}
