import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

interface DialogProps {
  title: string;
  opened: boolean;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}

/** Says in its title what will happen; Escape and the backdrop close it. Put together by hand: Mantine's own heading is a second banner. */
export const Dialog = ({ title, opened, onClose, wide, children }: DialogProps) => (
  <Modal.Root opened={opened} onClose={onClose} centered size={wide ? 860 : 440} lockScroll={false} transitionProps={{ duration: 0 }}>
    <Modal.Overlay />
    <Modal.Content className="dlg0">
      <div className="dlgh">
        <Modal.Title className="dlgt">{title}</Modal.Title>
        <Modal.CloseButton aria-label="Close" />
      </div>
      <Modal.Body className="dlgb">{children}</Modal.Body>
    </Modal.Content>
  </Modal.Root>
);
