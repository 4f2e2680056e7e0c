import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** Returns `true` while the page is printed. Everything is drawn before the browser lays the paper out. */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const become = (printing: boolean) => () => {
      flushSync(() => {
        setPrinting(printing);
      });
    };
    const [before, after] = [become(true), become(false)];
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  return isPrinting;
}
