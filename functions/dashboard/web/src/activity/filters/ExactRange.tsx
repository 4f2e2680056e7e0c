import '@mantine/dates/styles.layer.css';
import { Button, TextInput } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { useState } from 'react';
import { formatInput } from '../../time/format';
import { parseLocalTime } from '../../time/localTime';
import { zoneLabel } from '../../time/zone';
import { boundsOf, exactRange, type Range } from '../../view/range';
import styles from './filters.module.css';

const CALENDAR_LABELS = {
  previousMonth: 'Previous month',
  nextMonth: 'Next month',
  previousYear: 'Previous year',
  nextYear: 'Next year',
  previousDecade: 'Previous decade',
  nextDecade: 'Next decade',
};
const FORMAT = 'YYYY-MM-DD hh:mm:ss';

type Props = { range: Range; zone: string; onChoose: (range: Range) => void };

/** Selects a range between two times, typed or picked as days in a calendar. */
export default function ExactRange({ range, zone, onChoose }: Props) {
  const [texts, setTexts] = useState(() => textsOf(range, zone));
  const from = parseLocalTime(texts.from, zone);
  const to = parseLocalTime(texts.to, zone);
  const isBackwards = from !== null && to !== null && to <= from;
  const days = pickedDays(from, isBackwards ? null : to, zone);
  const error = (text: string, time: number | null) => (text !== '' && time === null ? `Use the format ${FORMAT}` : undefined);
  return (
    <form
      className={styles.exact}
      onSubmit={(event) => {
        event.preventDefault();
        if (from !== null && to !== null && !isBackwards) onChoose(exactRange(from, to));
      }}
    >
      <TextInput
        label={`From (${zoneLabel(zone)})`}
        placeholder={FORMAT}
        value={texts.from}
        error={error(texts.from, from)}
        onChange={(event) => {
          setTexts({ ...texts, from: event.currentTarget.value });
        }}
      />
      <TextInput
        label={`To, exclusive (${zoneLabel(zone)})`}
        placeholder={FORMAT}
        value={texts.to}
        error={error(texts.to, to) ?? (isBackwards ? 'The end must be after the start' : undefined)}
        onChange={(event) => {
          setTexts({ ...texts, to: event.currentTarget.value });
        }}
      />
      <div className={styles.calendar}>
        <DatePicker
          type="range"
          size="xs"
          allowSingleDateInRange
          hideOutsideDates
          ariaLabels={CALENDAR_LABELS}
          // Weekends are red by default. Red is only for failures.
          weekendDays={[]}
          value={days}
          defaultDate={days[0] ?? new Date().toISOString().slice(0, 10)}
          onChange={([first, last]) => {
            if (first) setTexts({ from: `${first} 00:00:00`, to: last ? dayAfter(last) : '' });
          }}
        />
      </div>
      <Button type="submit" disabled={from === null || to === null || isBackwards}>
        Apply
      </Button>
    </form>
  );
}

function textsOf(range: Range, zone: string): { from: string; to: string } {
  const { from, to } = boundsOf(range, Date.now(), zone);
  const text = (time: string | undefined) => (time === undefined ? '' : formatInput(Date.parse(time), zone));
  return { from: text(from), to: text(to) };
}

/** Returns the first and last day of a range with an exclusive end. */
export function pickedDays(from: number | null, to: number | null, zone: string): [string | null, string | null] {
  const day = (time: number) => formatInput(time, zone).slice(0, 10);
  // With only a first day, the calendar expects the last one.
  return [from === null ? null : day(from), from === null || to === null ? null : day(to - 1)];
}

/** Returns the start of the next day, so that a picked day is included. */
function dayAfter(day: string): string {
  return `${new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)} 00:00:00`;
}
