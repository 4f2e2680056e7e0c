import { Button } from '@mantine/core';
import { errorText } from '../ui/ErrorState';
import { Notice } from '../ui/Notice';

/** Warns that gaps in the record can't be shown. */
export function CoverageNotice({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Notice tone="amber">
      <span>Coverage couldn’t be loaded, so gaps are not shown. {errorText(error)}</span>
      <Button variant="default" onClick={onRetry}>
        Try again
      </Button>
    </Notice>
  );
}
