import { useEffect } from 'react';

const SEARCH = 'main [role="search"] input[role="combobox"]';

/** Moves the focus to the search box of the page. */
export function focusSearch(): void {
  const search = document.querySelector<HTMLInputElement>(SEARCH);
  search?.focus();
  search?.select();
}

/** Moves the focus from an empty search box to the page with Escape, so that its shortcuts work. */
export function useLeaveSearch(): void {
  useEffect(() => {
    const onKey = ({ key, target }: KeyboardEvent) => {
      const isEmpty = target instanceof HTMLInputElement && target.matches(SEARCH) && target.value === '';
      if (key === 'Escape' && isEmpty) document.getElementById('main')?.focus({ preventScroll: true });
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, []);
}
