import { Button, Drawer } from '@mantine/core';
import { useReturnFocus } from '../../ui/focus';
import FacetsPanel, { type FacetsProps } from './FacetsPanel';

/** The facets in a sheet, for narrow screens. */
export default function FacetsSheet({ onClose, ...panel }: FacetsProps & { onClose: () => void }) {
  useReturnFocus();
  return (
    <Drawer opened returnFocus={false} onClose={onClose} position="bottom" size="85%" title="Breakdown" closeButtonProps={{ 'aria-label': 'Close' }}>
      <FacetsPanel {...panel} />
      <Button fullWidth mt="md" onClick={onClose}>
        Show events
      </Button>
    </Drawer>
  );
}
