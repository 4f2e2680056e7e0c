import { Select } from '@mantine/core';
import { formatBetween } from '../time/format';
import { isLast, LAST, type Last, type Range } from '../view/range';
import styles from './overview.module.css';

const OFFERED: readonly Last[] = ['24h', '7d', '30d', '90d'];

type Props = { range: Range; zone: string; onChange: (range: Range) => void };

/** Selects the range of the page. Keeps a range that was selected on another page. */
export function RangeSelect({ range, zone, onChange }: Props) {
  const value: string = range.kind === 'last' ? range.last : 'exact';
  const data: { value: string; label: string }[] = OFFERED.map((last) => ({ value: last, label: LAST[last].label }));
  if (range.kind === 'exact') data.push({ value, label: formatBetween(Date.parse(range.from), Date.parse(range.to), zone) });
  else if (range.kind === 'last' && !OFFERED.includes(range.last)) data.push({ value, label: LAST[range.last].label });
  return (
    <Select
      aria-label="Time range"
      className={styles.range ?? ''}
      data={data}
      value={value}
      allowDeselect={false}
      comboboxProps={{ width: 'max-content', position: 'bottom-end' }}
      onChange={(value) => {
        if (value !== null && isLast(value)) onChange({ kind: 'last', last: value });
      }}
    />
  );
}
