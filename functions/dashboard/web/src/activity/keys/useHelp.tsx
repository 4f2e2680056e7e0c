import { Suspense, useCallback, useState, type ReactNode } from 'react';
import { Boundary } from '../../ui/Boundary';
import { lazy } from '../../ui/lazy';

const ShortcutsHelp = lazy(() => import('./ShortcutsHelp'));

/** Returns the dialog about keyboard shortcuts, and a function that opens it. */
export function useHelp(): { open: () => void; dialog: ReactNode } {
  const [isOpen, setIsOpen] = useState(false);
  const open = useCallback(() => { setIsOpen(true); }, []);
  const dialog = isOpen && (
    <Boundary isPart>
      <Suspense>
        <ShortcutsHelp onClose={() => { setIsOpen(false); }} />
      </Suspense>
    </Boundary>
  );
  return { open, dialog };
}
