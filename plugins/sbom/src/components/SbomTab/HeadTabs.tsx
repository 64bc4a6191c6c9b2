import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import type { BomHead } from '@waymark/backstage-plugin-sbom-common';
import { useUrlFilters } from '@waymark/backstage-plugin-waymark-react';
import { useId } from 'react';
import { sbomTranslationRef } from '../../translation';
import { ChangesPanel } from '../ChangesPanel/ChangesPanel';
import { ComponentsPanel } from '../ComponentsPanel/ComponentsPanel';
import { QualityPanel } from '../QualityPanel/QualityPanel';
import { UploadsPanel } from '../UploadsPanel/UploadsPanel';

const tabs = ['components', 'changes', 'uploads', 'quality'] as const;

type TabName = (typeof tabs)[number];

const names = ['tab'] as const;

/** Components, changes, uploads and quality of one head. */
export function HeadTabs(props: { entityRef: string; head: BomHead }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const [url, setUrl] = useUrlFilters(names);
  const id = useId();
  const { entityRef, head } = props;
  const active: TabName = tabs.find(tab => tab === url.tab) ?? 'components';
  return (
    <>
      <Tabs
        value={active}
        aria-label={t('tab.label')}
        onChange={(_, tab: TabName) =>
          setUrl({ tab: tab === 'components' ? undefined : tab })
        }
      >
        {tabs.map(tab => (
          <Tab
            key={tab}
            value={tab}
            label={t(`tab.${tab}`)}
            id={`${id}${tab}`}
            aria-controls={tab === active ? `${id}panel` : undefined}
          />
        ))}
      </Tabs>
      <div
        role="tabpanel"
        id={`${id}panel`}
        aria-labelledby={`${id}${active}`}
        style={{ minWidth: 0 }}
      >
        {active === 'components' && (
          <ComponentsPanel key={head.uploadId} uploadId={head.uploadId} />
        )}
        {active === 'changes' && (
          <ChangesPanel entityRef={entityRef} head={head} />
        )}
        {active === 'uploads' && (
          <UploadsPanel entityRef={entityRef} head={head} />
        )}
        {active === 'quality' && <QualityPanel uploadId={head.uploadId} />}
      </div>
    </>
  );
}
