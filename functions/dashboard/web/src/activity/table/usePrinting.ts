import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** Returns since when the page is printed, or `null`. Renders synchronously, before the browser lays out the paper. */
export function usePrinting(): number | null {
  const [printedAt, setPrintedAt] = useState<number | null>(null);
  useEffect(() => {
    const update = (isPrinting: boolean) => () => {
      flushSync(() => {
        setPrintedAt(isPrinting ? Date.now() : null);
      });
    };
    const [before, after] = [update(true), update(false)];
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  return printedAt;
}
