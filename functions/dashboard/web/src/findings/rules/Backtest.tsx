import { Button } from '@mantine/core';
import { useState } from 'react';
import { isOpenBacktest, useBacktest, useCreateBacktest } from '../../api/detections';
import { ApiError } from '../../api/problem';
import type { Backtest as BacktestResult, Detection } from '../../api/types';
import { formatCount, formatDay, formatTime } from '../../time/format';
import { errorText } from '../../ui/ErrorState';
import { BacktestExamples } from './BacktestExamples';
import type { Values } from './parameters';
import { backtestText } from './ruleText';
import styles from './rules.module.css';

const DAY = 86_400_000;
const DAYS = 30;

type Props = { rule: Detection; values: Values; isValid: boolean; isChanged: boolean };

/** Evaluates the rule with the shown numbers over the last 30 days, on demand. */
export function Backtest({ rule, values, isValid, isChanged }: Props) {
  const create = useCreateBacktest(rule.rule);
  const [tried, setTried] = useState<Values | null>(null);
  const { data, error } = useBacktest(create.data?.id ?? null);
  const isRunning = create.isPending || (create.data !== undefined && !error && (!data || isOpenBacktest(data)));
  const isOther = tried !== null && JSON.stringify(tried) !== JSON.stringify(values);
  const start = () => {
    const to = Date.now();
    setTried(values);
    create.mutate({ from: new Date(to - DAYS * DAY).toISOString(), to: new Date(to).toISOString(), parameters: { ...values } });
  };
  return (
    <section className={styles.backtest} aria-label="Back-test">
      <div className={styles.try}>
        <Button variant="default" disabled={!isValid} loading={isRunning} onClick={start}>
          {isChanged ? 'Try these numbers on the last 30 days' : 'Try on the last 30 days'}
        </Button>
        <p role="status" className={isOther ? styles.muted : undefined}>
          {create.error ? createError(create.error) : error ? errorText(error) : data ? <Progress backtest={data} /> : null}
          {isOther && data?.state === 'done' && ' The numbers have changed since: try again.'}
        </p>
      </div>
      {data?.state === 'done' && <BacktestExamples backtest={data} />}
    </section>
  );
}

function createError(error: unknown): string {
  const isBusy = error instanceof ApiError && error.status === 429;
  return isBusy ? 'Your organization has two back-tests that are not finished. Wait for one of them.' : errorText(error);
}

function Progress({ backtest }: { backtest: BacktestResult }) {
  const { state, progress, counted_to: limit } = backtest;
  switch (state) {
    case 'queued':
      return 'Waiting…';
    case 'running':
      return `${formatCount(progress.events)} events read${progress.to == null ? '' : `, up to ${formatDay(progress.to, 'UTC')}`}…`;
    case 'failed':
      return 'The back-test stopped because of an error. Try again.';
    case 'done':
      return (
        <>
          <strong>{backtestText(backtest)}</strong>
          {limit != null && ` Counted only up to ${formatTime(limit, 'UTC')} UTC, because there is too much to read.`}
        </>
      );
  }
}
