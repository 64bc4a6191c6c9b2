import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';
import { styled } from '@mui/material/styles';
import { type ReactNode, useId } from 'react';
import { WaymarkRoot } from '../theme/WaymarkRoot';

const Body = styled('div')({
  width: 520,
  maxWidth: '90vw',
  padding: 24,
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr)',
  gap: 12,
  '&.wide': { width: 960 },
  '& > header': {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: 16,
  },
});

/**
 * What opens at the side to tell more of one row.
 *
 * @public
 */
export function SidePanel(props: {
  open: boolean;
  title: ReactNode;
  closeLabel: string;
  onClose: () => void;
  /** Wide enough for a table. */
  wide?: boolean;
  children: ReactNode;
}) {
  const titleId = useId();
  return (
    <Drawer
      anchor="right"
      open={props.open}
      onClose={props.onClose}
      PaperProps={{ role: 'dialog', 'aria-labelledby': titleId }}
    >
      <WaymarkRoot>
        <Body className={props.wide ? 'wide' : undefined}>
          <header>
            <h2 id={titleId}>{props.title}</h2>
            <Button onClick={props.onClose}>{props.closeLabel}</Button>
          </header>
          {props.open && props.children}
        </Body>
      </WaymarkRoot>
    </Drawer>
  );
}
