import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { allZones, browserZone, isZone, type ZoneChoice } from '../time/zone';
import styles from './zonePicker.module.css';

type Props = { zone: ZoneChoice; onChange: (zone: ZoneChoice) => void; label?: string };

/** Selects a time zone: UTC, the browser's, or any other. */
export function ZonePicker({ zone, onChange, label }: Props) {
  const choices = useMemo(() => {
    const names = allZones().map((name) => ({ value: name, label: name.replaceAll('_', ' ') }));
    names.splice(1, 0, { value: 'browser', label: `Browser (${browserZone()})` });
    // Browsers know some names that they do not list.
    if (zone !== 'browser' && isZone(zone) && !names.some(({ value }) => value === zone)) {
      names.push({ value: zone, label: zone });
    }
    return names;
  }, [zone]);
  return (
    <Select
      {...(label ? { label } : { 'aria-label': 'Time zone', className: styles.zone ?? '' })}
      data={choices}
      value={zone}
      searchable
      // The list itself scrolls, as aria-controls needs it.
      withScrollArea={false}
      classNames={{ options: styles.options ?? '' }}
      limit={60}
      allowDeselect={false}
      comboboxProps={{ width: 260, position: 'bottom-end' }}
      nothingFoundMessage="No matches"
      // Typing replaces the current zone.
      onFocus={(event) => {
        event.currentTarget.select();
      }}
      onClick={(event) => {
        event.currentTarget.select();
      }}
      onChange={(value) => {
        if (value) onChange(value);
      }}
    />
  );
}
