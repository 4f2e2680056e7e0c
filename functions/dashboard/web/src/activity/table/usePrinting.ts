import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** Returns `true` while the page is printed. Renders synchronously, before the browser lays out the paper. */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const update = (printing: boolean) => () => {
      flushSync(() => {
        setPrinting(printing);
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
  return isPrinting;
}
