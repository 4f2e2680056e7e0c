import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { allZones, browserZone, isZone, type ZoneChoice } from '../../time/zone';
import styles from './filters.module.css';

type Props = { zone: ZoneChoice; onChange: (zone: ZoneChoice) => void; label?: string };

/** The time zone: UTC, this browser's, or any by name. */
export function ZonePicker({ zone, onChange, label }: Props) {
  const choices = useMemo(() => {
    const names = allZones().map((name) => ({ value: name, label: name.replaceAll('_', ' ') }));
    names.splice(1, 0, { value: 'browser', label: `Browser (${browserZone()})` });
    // A name that a browser knows without listing it, such as an old one.
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
      // The list itself scrolls, so that it is a list that the field controls.
      withScrollArea={false}
      classNames={{ options: styles.options ?? '' }}
      limit={60}
      allowDeselect={false}
      comboboxProps={{ width: 260, position: 'bottom-end' }}
      nothingFoundMessage="No matches"
      // What is typed replaces the name of the zone in use.
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
