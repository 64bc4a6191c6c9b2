import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import { type ReactNode, useId } from 'react';
import { waymarkTranslationRef } from '../translation';
import { TextLink } from './Links';

const Section = styled('section')({
  display: 'flex',
  flexDirection: 'column',
  minWidth: 0,
  height: '100%',
  padding: 16,
  borderRadius: 8,
  background: 'var(--wm-card)',
  boxShadow: '0 0 0 1px var(--wm-card-edge)',
  '& > header': {
    display: 'flex',
    alignItems: 'center',
    gap: 8,
    minHeight: 24,
    marginBottom: 12,
  },
  '& > header > .end': {
    display: 'flex',
    gap: 12,
    alignItems: 'center',
    marginLeft: 'auto',
  },
  '& footer': {
    marginTop: 'auto',
    paddingTop: 12,
    color: 'var(--wm-muted)',
    fontSize: 12,
    lineHeight: '16px',
  },
});

const Muted = styled('span')({ color: 'var(--wm-muted)' });

/**
 * A card: title, state, and the way to what is behind it. Cards never hold
 * cards.
 *
 * @public
 */
export function Card(props: {
  title: ReactNode;
  /** A state chip beside the title. */
  state?: ReactNode;
  /** A count or a few words beside the title. */
  note?: ReactNode;
  /** Where "Open →" leads. */
  openUrl?: string;
  /** Other content at the end of the header. */
  end?: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslationRef(waymarkTranslationRef);
  const titleId = useId();
  return (
    <Section aria-labelledby={titleId}>
      <header>
        <h2 id={titleId}>{props.title}</h2>
        {props.state}
        {props.note !== undefined && <Muted>{props.note}</Muted>}
        {(props.end || props.openUrl) && (
          <span className="end">
            {props.end}
            {props.openUrl && (
              <TextLink to={props.openUrl}>{t('card.open')}</TextLink>
            )}
          </span>
        )}
      </header>
      {props.children}
      {props.footer && <footer>{props.footer}</footer>}
    </Section>
  );
}

/**
 * A part of a card, with a hairline above it.
 *
 * @public
 */
export const CardSection = styled('div')({
  marginTop: 12,
  paddingTop: 12,
  borderTop: '1px solid var(--wm-edge)',
});

/**
 * Scrolls a wide table inside its card.
 *
 * @public
 */
export const TableScroll = styled('div')({
  overflowX: 'auto',
  margin: '0 -16px -7px',
  padding: '0 16px',
});
