import { styled } from '@mui/material/styles';

/** The chart beside who changed the limits. */
export const Columns = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 7fr) minmax(0, 6fr)',
  gap: 16,
});
