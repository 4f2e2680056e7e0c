import { Button } from '@mantine/core';
import { Suspense, useState } from 'react';
import type { FindingDetails } from '../../api/types';
import type { ZoneChoice } from '../../time/zone';
import { Icon } from '../../ui/Icon';
import { lazy } from '../../ui/lazy';
import { filtersOf, NO_FILTERS } from '../../view/filters';
import { evidenceView } from './evidenceView';

const ExportForm = lazy(() => import('../../ui/export/ExportForm'));

/** Exports the events of the subject in the time of the evidence, as one file. */
export function ExportEvidence({ finding, zone }: { finding: FindingDetails; zone: ZoneChoice }) {
  const [isOpen, setIsOpen] = useState(false);
  const [now] = useState(Date.now);
  const view = evidenceView(finding);
  if (!view) return null;
  const { range, ...filters } = view;
  const query = { scope: 'organization' as const, filters: filtersOf({ ...NO_FILTERS, ...filters }), bounds: { from: range.from, to: range.to }, requestedAt: now };
  return (
    <>
      <Button variant="default" leftSection={<Icon name="exports" size={14} />} onClick={() => { setIsOpen(true); }}>
        Export the evidence
      </Button>
      {isOpen && (
        <Suspense>
          <ExportForm query={query} zone={zone} onClose={() => { setIsOpen(false); }} />
        </Suspense>
      )}
    </>
  );
}
