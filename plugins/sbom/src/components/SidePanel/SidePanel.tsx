import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';
import { styled } from '@mui/material/styles';
import { WaymarkRoot } from '@waymark/backstage-plugin-waymark-react';
import { type ReactNode, useId } from 'react';

const Body = styled('div')({
  width: 520,
  maxWidth: '90vw',
  padding: 24,
  display: 'grid',
  gap: 12,
  '& > header': {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: 16,
  },
});

/** What opens at the side to tell more of one row. */
export function SidePanel(props: {
  open: boolean;
  title: ReactNode;
  closeLabel: string;
  onClose: () => void;
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
        <Body>
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
