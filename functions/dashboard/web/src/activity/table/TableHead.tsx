import { zoneLabel } from '../../time/zone';
import type { ChangeView } from '../../view/useView';
import type { View } from '../../view/view';
import type { Density } from './density';
import { OrderButton } from './OrderButton';
import styles from './table.module.css';
import { TableOptions } from './TableOptions';

type Props = {
  view: View;
  zone: string;
  withUser: boolean;
  withDetails: boolean;
  /** Whether the rows are in order of arrival, which cannot be changed. */
  isByArrival: boolean;
  density: Density;
  onDensity: (density: Density) => void;
  onHelp: () => void;
  onView: ChangeView;
};

/** The names of the columns. It stays visible above the rows. */
export function TableHead({ view, zone, withUser, withDetails, isByArrival, density, onDensity, onHelp, onView }: Props) {
  const texts = [withUser && 'Who', 'What', withDetails && 'From'];
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} style={{ display: 'contents' }}>
        <div role="columnheader" className={styles.headCell} aria-sort={isByArrival ? undefined : view.order === 'desc' ? 'descending' : 'ascending'}>
          {isByArrival ? `Time (${zoneLabel(zone)})` : <OrderButton order={view.order} zone={zone} onView={onView} />}
        </div>
        {texts.map(
          (text) =>
            text && (
              <div key={text} role="columnheader" className={styles.headCell}>
                {text}
              </div>
            ),
        )}
        <div role="columnheader" className={`${styles.headCell ?? ''} ${styles.device ?? ''}`}>
          Device
        </div>
        <div role="columnheader" className={styles.options} aria-label="Details">
          <TableOptions {...{ density, onDensity, onHelp }} />
        </div>
      </div>
    </div>
  );
}
