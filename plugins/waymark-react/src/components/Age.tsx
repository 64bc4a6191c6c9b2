import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { splitAge } from '../format/format';
import { waymarkTranslationRef } from '../translation';

const exact = (date: Date) =>
  `${date.toISOString().slice(0, 10)} ${date.toISOString().slice(11, 16)} UTC`;

/**
 * How long ago, with the exact time in UTC on hover.
 *
 * @public
 */
export function Age(props: {
  /** ISO 8601. */
  at: string;
  /** `plain` leaves out "ago", for beside a state. */
  form?: 'ago' | 'plain';
  /** Milliseconds since the epoch; the present when left out. */
  now?: number;
}) {
  const { t } = useTranslationRef(waymarkTranslationRef);
  const date = new Date(props.at);
  const { unit, value } = splitAge((props.now ?? Date.now()) - date.getTime());
  const age = t(`age.${unit}`, { value: String(value) }).replace(' ', '\u00a0');
  let text = age;
  if (props.form !== 'plain') {
    text = value === 0 ? t('age.now') : t('age.ago', { age });
  }
  return (
    <time dateTime={props.at} title={exact(date)}>
      {text}
    </time>
  );
}
