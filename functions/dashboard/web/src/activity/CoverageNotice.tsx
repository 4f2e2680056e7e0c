import { Button } from '@mantine/core';
import { errorText } from '../ui/ErrorState';
import { Notice } from '../ui/Notice';

/** Says that gaps in the record cannot be shown. */
export function CoverageNotice({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Notice tone="amber">
      <span>It is not known when the monitor was on: coverage could not be loaded. {errorText(error)}</span>
      <Button variant="default" onClick={onRetry}>
        Try again
      </Button>
    </Notice>
  );
}
