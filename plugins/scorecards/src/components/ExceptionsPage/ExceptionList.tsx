import { useTranslationRef } from '@backstage/frontend-plugin-api';
import ButtonBase from '@mui/material/ButtonBase';
import { styled } from '@mui/material/styles';
import type { PolicyException } from '@waymark/backstage-plugin-scorecards-common';
import {
  Card,
  Small,
  Tag,
  entityName,
} from '@waymark/backstage-plugin-waymark-react';
import { day } from '../../lib/states';
import { scorecardsTranslationRef } from '../../translation';
import { groupOf, groupOrder } from './groups';

const List = styled('ul')({
  display: 'grid',
  margin: '4px -8px 12px',
  '& button': {
    width: '100%',
    justifyContent: 'flex-start',
    gap: 8,
    padding: 8,
    borderRadius: 4,
    font: 'inherit',
    textAlign: 'left',
  },
  '& button[aria-pressed="true"]': { background: 'var(--wm-accent-tint)' },
  '& .end': { marginLeft: 'auto', whiteSpace: 'nowrap' },
});

/** Exceptions in the order in which somebody has to act. */
export function ExceptionList(props: {
  items: PolicyException[];
  selected: string;
  onSelect: (id: string) => void;
}) {
  const { t } = useTranslationRef(scorecardsTranslationRef);
  const now = Date.now();
  const groups = groupOrder
    .map(name => ({
      name,
      items: props.items
        .filter(item => groupOf(item, now) === name)
        .sort((a, b) => a.expires.localeCompare(b.expires)),
    }))
    .filter(({ items }) => items.length > 0);
  return (
    <Card title={t('exceptions.inbox')} note={props.items.length}>
      {groups.map(({ items, name }) => (
        <section key={name} aria-label={t(`exceptions.group.${name}`)}>
          <h3>
            {t(`exceptions.group.${name}`)} {items.length}
          </h3>
          <List>
            {items.map(item => (
              <li key={item.id}>
                <ButtonBase
                  aria-pressed={item.id === props.selected}
                  onClick={() => props.onSelect(item.id)}
                >
                  <b>{entityName(item.entityRef)}</b> <code>{item.rule}</code>{' '}
                  {item.renews && <Tag>{t('exceptions.renewal')}</Tag>}
                  <Small className="end" style={{ color: 'var(--wm-fg)' }}>
                    {t('exceptions.until', { day: day(item.expires) })}
                  </Small>
                </ButtonBase>
              </li>
            ))}
          </List>
        </section>
      ))}
    </Card>
  );
}
