import '@mantine/dates/styles.layer.css';
import { Button, TextInput } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { useState } from 'react';
import { formatInput } from '../../time/format';
import { parseWall } from '../../time/wallText';
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
const FORM = 'YYYY-MM-DD hh:mm:ss';

type Props = { range: Range; zone: string; onChoose: (range: Range) => void };

/** From one moment to another, to the second: typed, or days picked in a calendar. */
export default function ExactRange({ range, zone, onChoose }: Props) {
  const [texts, setTexts] = useState(() => textsOf(range, zone));
  const from = parseWall(texts.from, zone);
  const to = parseWall(texts.to, zone);
  const isBackwards = from !== null && to !== null && to <= from;
  const days = pickedDays(from, isBackwards ? null : to, zone);
  const error = (text: string, time: number | null) => (text !== '' && time === null ? `Write it as ${FORM}` : undefined);
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
        placeholder={FORM}
        value={texts.from}
        error={error(texts.from, from)}
        onChange={(event) => {
          setTexts({ ...texts, from: event.currentTarget.value });
        }}
      />
      <TextInput
        label={`To, not included (${zoneLabel(zone)})`}
        placeholder={FORM}
        value={texts.to}
        error={error(texts.to, to) ?? (isBackwards ? 'The end is not after the beginning' : undefined)}
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
          // Red is for what failed.
          weekendDays={[]}
          value={days}
          defaultDate={days[0] ?? new Date().toISOString().slice(0, 10)}
          onChange={([first, last]) => {
            if (first) setTexts({ from: `${first} 00:00:00`, to: last ? dayAfter(last) : '' });
          }}
        />
      </div>
      <Button type="submit" disabled={from === null || to === null || isBackwards}>
        Show this time
      </Button>
    </form>
  );
}

function textsOf(range: Range, zone: string): { from: string; to: string } {
  const { from, to } = boundsOf(range, Date.now());
  const text = (time: string | undefined) => (time === undefined ? '' : formatInput(Date.parse(time), zone));
  return { from: text(from), to: text(to) };
}

/** Returns the first and last day of a range. The end is the first moment after it. */
export function pickedDays(from: number | null, to: number | null, zone: string): [string | null, string | null] {
  const day = (time: number) => formatInput(time, zone).slice(0, 10);
  // With only the first day given, the next one that is picked is the last.
  return [from === null ? null : day(from), from === null || to === null ? null : day(to - 1)];
}

/** A day that is picked counts whole. */
function dayAfter(day: string): string {
  return `${new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)} 00:00:00`;
}
