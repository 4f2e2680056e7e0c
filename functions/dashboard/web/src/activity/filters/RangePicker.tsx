import { Button, Popover } from '@mantine/core';
import { Suspense, useState } from 'react';
import { resolveZone } from '../../time/zone';
import { Boundary } from '../../ui/Boundary';
import { Icon } from '../../ui/Icon';
import { lazy } from '../../ui/lazy';
import { LAST, type Last, type Range } from '../../view/range';
import styles from './filters.module.css';
import { rangeText } from './rangeText';

const ExactRange = lazy(() => import('./ExactRange'));

type Props = { range: Range; zone: string; onChange: (range: Range) => void };

/** Selects the time range. */
export function RangePicker({ range, zone, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const select = (range: Range) => {
    setOpen(false);
    onChange(range);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          rightSection={<Icon name="down" size={12} />}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {rangeText(range, resolveZone(zone))}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Time range">
        <div className={styles.range}>
          <div className={styles.presets}>
            {(Object.keys(LAST) as Last[]).map((last) => (
              <button
                key={last}
                type="button"
                className={styles.preset}
                aria-pressed={range.kind === 'last' && range.last === last}
                onClick={() => {
                  select({ kind: 'last', last });
                }}
              >
                {LAST[last].label}
              </button>
            ))}
            <button
              type="button"
              className={styles.preset}
              aria-pressed={range.kind === 'all'}
              onClick={() => {
                select({ kind: 'all' });
              }}
            >
              All time
            </button>
          </div>
          <Boundary isPart>
            <Suspense fallback={<div className={styles.exact} />}>
              <ExactRange range={range} zone={resolveZone(zone)} onChoose={select} />
            </Suspense>
          </Boundary>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
