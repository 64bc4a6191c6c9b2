import {
  type DataState,
  Failure,
  FilterSelect,
  type HomeCardProps,
  PageTitle,
  WaymarkRoot,
  entityName,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import type { ComponentType } from 'react';
import { FirstSteps } from './FirstSteps';
import { Greeting } from './Greeting';
import { homeTranslationRef } from './translation';
import { ALL_OWNERS, type Owners, useOwners } from './useOwners';
import { useServices } from './useServices';

/** A card that a plugin attached. */
export interface AttachedCard {
  id: string;
  Component: ComponentType<HomeCardProps>;
  column: 'main' | 'side';
}

const Columns = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 7fr) minmax(0, 5fr)',
  gap: 16,
  alignItems: 'start',
});

const Column = styled('div')({ display: 'grid', gap: 16, minWidth: 0 });

const names = ['owner'] as const;

/** What needs the person who looks, and how their services stand. */
export function HomePage({ cards }: { cards: AttachedCard[] }) {
  const owners = useOwners();
  return (
    <WaymarkRoot layout="page">
      <Frame owners={owners} cards={cards} />
    </WaymarkRoot>
  );
}

function Frame(props: { owners: DataState<Owners>; cards: AttachedCard[] }) {
  const { t } = useTranslationRef(homeTranslationRef);
  const { owners, cards } = props;
  const [url, setUrl] = useUrlFilters(names);
  const chosen = owners.data && (url.owner ?? owners.data.own[0] ?? ALL_OWNERS);
  const owner = chosen === ALL_OWNERS ? undefined : chosen;
  const services = useServices(chosen === undefined ? undefined : { owner });
  const error = owners.error ?? services.error;
  const column = (name: 'main' | 'side') => (
    <Column>
      {cards
        .filter(card => card.column === name)
        .map(({ id, Component }) => (
          <Component key={id} owner={owner} services={services.data} />
        ))}
    </Column>
  );
  return (
    <>
      <PageTitle
        heading="h1"
        title={<Greeting />}
        end={
          <FilterSelect
            label={t('owner')}
            value={chosen ?? ALL_OWNERS}
            all={false}
            options={[
              ...(owners.data?.all ?? []).map(value => ({
                value,
                label: entityName(value),
              })),
              { value: ALL_OWNERS, label: t('allOwners') },
            ]}
            onChange={value => setUrl({ owner: value })}
          />
        }
      >
        {services.data &&
          t(owner ? 'subtitle' : 'subtitleAll', {
            count: services.data.length,
            owner: owner ? entityName(owner) : '',
          })}
      </PageTitle>
      <FirstSteps />
      {error !== undefined ? (
        <Failure
          on="page"
          error={error}
          permission="catalog.entity.read"
          onRetry={owners.error === undefined ? services.retry : owners.retry}
        />
      ) : (
        <Columns>
          {column('main')}
          {column('side')}
        </Columns>
      )}
    </>
  );
}
