import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

interface DialogProps {
  title: string;
  opened: boolean;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}

/** Says in its title what will happen; Escape and the backdrop close it. */
export const Dialog = ({ title, opened, onClose, wide, children }: DialogProps) => (
  <Modal
    opened={opened}
    onClose={onClose}
    title={title}
    centered
    size={wide ? 860 : 440}
    lockScroll={false}
    transitionProps={{ duration: 0 }}
    closeButtonProps={{ 'aria-label': 'Close' }}
    classNames={{ content: 'dlg0', title: 'dlgt', body: 'dlgb' }}
  >
    {children}
  </Modal>
);
