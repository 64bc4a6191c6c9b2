import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { BomHead } from '@waymark/backstage-plugin-sbom-common';
import {
  Age,
  Dot,
  FilterRow,
  FilterSelect,
  Muted,
  StateChip,
} from '@waymark/backstage-plugin-waymark-react';
import { headKey, stateMarks } from '../../lib/states';
import { sbomTranslationRef } from '../../translation';

/** The head picker, and the chosen head in figures. */
export function HeadLine(props: {
  head: BomHead;
  heads: BomHead[];
  onChange: (key: string | undefined) => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const { head, heads } = props;
  return (
    <FilterRow>
      <FilterSelect
        label={t('head.label')}
        value={headKey(head)}
        all={false}
        options={heads.map(({ slot, channel }) => ({
          value: headKey({ slot, channel }),
          label: t('head.name', { slot, channel }),
        }))}
        onChange={props.onChange}
      />
      <StateChip state={stateMarks[head.state]}>
        {t(`state.${head.state}`)}
      </StateChip>
      <Muted>
        <Age at={head.effectiveAt} />
        {head.commit && (
          <>
            <Dot />
            <code>{head.commit.slice(0, 7)}</code>
          </>
        )}
        <Dot />
        {t('counts.components', { count: head.components })}
        {head.direct !== null && (
          <>
            <Dot />
            {head.direct.toLocaleString()} {t('counts.direct')}
          </>
        )}
        <Dot />
        {t('counts.quality')} {head.quality}
        <Dot />
        {t('counts.withoutLicence', { count: head.withoutLicence })}
      </Muted>
    </FilterRow>
  );
}
