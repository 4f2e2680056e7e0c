import { Link } from 'wouter';
import { formatTime } from '../time/format';
import { zoneLabel } from '../time/zone';
import { Table } from '../ui/Table';
import table from '../ui/table.module.css';
import { UntrustedText } from '../ui/UntrustedText';
import { changeText, statusText } from '../view/coverageText';
import { activityUrl } from '../view/url';
import styles from './coverage.module.css';
import { durationText, type MonthPeriod } from './periods';

type Props = { periods: readonly MonthPeriod[]; zone: string; /** Where the events are. */ path: '/activity' | '/my-activity' };

/** The periods of a month, in words. */
export function PeriodTable({ periods, zone, path }: Props) {
  if (periods.length === 0) return null;
  return (
    <Table label="Periods" columns={[`From (${zoneLabel(zone)})`, 'To', 'In this month', 'State', 'Why']} action="Events">
      {periods.map(({ period, from, to }) => (
        <tr key={period.from ?? 'beginning'}>
          <td className={table.nowrap}>{period.from == null ? 'The beginning' : formatTime(period.from, zone)}</td>
          <td className={table.nowrap}>{period.to == null ? 'Now' : formatTime(period.to, zone)}</td>
          <td className={table.nowrap}>{durationText(to - from)}</td>
          <td className={period.status === 'on' ? undefined : styles.amber}>{statusText(period)}</td>
          <td className={styles.why}>
            <Why period={period} />
          </td>
          <td className={table.nowrap}>
            <Link href={activityUrl({ range: { kind: 'exact', from: new Date(from).toISOString(), to: new Date(to).toISOString() } }, path)}>
              Events of this time
            </Link>
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** Who made the change that began a period. */
function Why({ period: { changed_by: by, changes, status, from } }: Pick<MonthPeriod, 'period'>) {
  const text = changes.map(changeText).join(', ');
  const name = by && (by.name ?? by.email ?? by.id);
  if (text === '') return <span className={table.muted}>{from == null && status === 'off' ? 'Not turned on yet' : ''}</span>;
  return name ? (
    <>
      <UntrustedText text={name} /> {text}
    </>
  ) : (
    <>{text.charAt(0).toUpperCase() + text.slice(1)}</>
  );
}
