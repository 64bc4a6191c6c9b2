import {
  EntityOrphanWarning,
  EntityProcessingErrorsPanel,
  EntityRelationWarning,
  EntitySwitch,
  hasCatalogProcessingErrors,
  hasRelationWarnings,
  isOrphan,
} from '@backstage/plugin-catalog';
import { styled } from '@mui/material/styles';
import { Fragment, type JSX } from 'react';

interface Card {
  type?: string;
  element: JSX.Element;
}

const Page = styled('div')(({ theme }) => ({
  display: 'grid',
  gap: theme.spacing(3),
  alignItems: 'start',
  gridTemplateColumns: 'minmax(0, 1fr)',
  [theme.breakpoints.up('lg')]: {
    gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 1fr)',
  },
}));

/** Two by two; cards of one row are equally high. */
const Cards = styled('div')(({ theme }) => ({
  display: 'grid',
  gap: theme.spacing(3),
  gridTemplateColumns: 'minmax(0, 1fr)',
  [theme.breakpoints.up('md')]: {
    gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
  },
}));

const Column = styled('div')(({ theme }) => ({
  display: 'grid',
  gap: theme.spacing(3),
  gridTemplateColumns: 'minmax(0, 1fr)',
}));

/** The overview of an entity: what it is like on the left, what it is on the right. */
export function OverviewLayout({ cards }: { cards: Card[] }) {
  return (
    <>
      <Warnings />
      <Page>
        <Cards>{elements(cards, card => card.type !== 'info')}</Cards>
        <Column>{elements(cards, card => card.type === 'info')}</Column>
      </Page>
    </>
  );
}

function elements(cards: Card[], wanted: (card: Card) => boolean) {
  return cards
    .filter(wanted)
    .map((card, index) => (
      <Fragment key={card.element.key ?? index}>{card.element}</Fragment>
    ));
}

function Warnings() {
  return (
    <>
      <EntitySwitch>
        <EntitySwitch.Case if={isOrphan}>
          <EntityOrphanWarning />
        </EntitySwitch.Case>
      </EntitySwitch>
      <EntitySwitch>
        <EntitySwitch.Case if={hasRelationWarnings}>
          <EntityRelationWarning />
        </EntitySwitch.Case>
      </EntitySwitch>
      <EntitySwitch>
        <EntitySwitch.Case if={hasCatalogProcessingErrors}>
          <EntityProcessingErrorsPanel />
        </EntitySwitch.Case>
      </EntitySwitch>
    </>
  );
}
