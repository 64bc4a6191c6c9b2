import Tooltip from '@mui/material/Tooltip';
import { middleCut } from '../format/format';

/**
 * A name cut in its middle, with the whole of it on hover and for screen
 * readers.
 *
 * @public
 */
export function MiddleCut(props: { text: string; max?: number }) {
  const short = middleCut(props.text, props.max ?? 48);
  if (short === props.text) {
    return <>{props.text}</>;
  }
  return (
    <Tooltip title={props.text}>
      <span>{short}</span>
    </Tooltip>
  );
}
