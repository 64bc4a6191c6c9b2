import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type BomComponentPage,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Card,
  Loaded,
  SkeletonRows,
  useData,
  useUrlFilters,
} from '@waymark/backstage-plugin-waymark-react';
import { useState } from 'react';
import { sbomApiRef } from '../../api';
import { sbomTranslationRef } from '../../translation';
import { ComponentFilters } from './ComponentFilters';
import { ComponentsTable } from './ComponentsTable';
import { NothingFound } from './NothingFound';
import { Pager } from './Pager';
import { PathsDrawer } from './PathsDrawer';

const PAGE = 50;

const names = ['q', 'relation', 'licence', 'component'] as const;

/** The components of one upload, searched and paged by the server. */
export function ComponentsPanel(props: { uploadId: string }) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const [url, setUrl] = useUrlFilters(names);
  const { q, licence, component } = url;
  const relation = relationOf(url.relation);
  const filterKey = JSON.stringify([q, relation, licence]);
  const [position, setPosition] = useState({ filterKey, cursors: [''] });
  const cursors = position.filterKey === filterKey ? position.cursors : [''];
  const cursor = cursors[cursors.length - 1] || undefined;
  const client = useApi(sbomApiRef);
  const answer = useData(
    JSON.stringify([props.uploadId, filterKey, cursor]),
    signal =>
      client.listComponents(
        props.uploadId,
        { q, relation, licence, cursor, limit: PAGE },
        { signal },
      ),
  );
  const turn = (next: string[]) => setPosition({ filterKey, cursors: next });
  const filtered = Boolean(q || relation || licence);
  const clear = () =>
    setUrl({ q: undefined, relation: undefined, licence: undefined });
  const table = (page: BomComponentPage) => (
    <>
      <ComponentsTable
        items={page.items}
        rows={PAGE}
        onLicence={value => setUrl({ licence: value })}
        onWhy={id => setUrl({ component: id })}
      />
      <Pager
        from={(cursors.length - 1) * PAGE}
        shown={page.items.length}
        total={page.total}
        onPrevious={
          cursors.length > 1 ? () => turn(cursors.slice(0, -1)) : undefined
        }
        onNext={
          page.nextCursor
            ? () => turn([...cursors, page.nextCursor!])
            : undefined
        }
      />
    </>
  );
  return (
    <Card
      title={t('tab.components')}
      note={answer.data?.total.toLocaleString()}
    >
      <ComponentFilters
        values={{ q, relation, licence }}
        licences={answer.data?.items.flatMap(item => item.licences) ?? []}
        onChange={setUrl}
      />
      <Loaded
        state={answer}
        skeleton={<SkeletonRows rows={14} />}
        permission={sbomBomReadPermission.name}
      >
        {page =>
          page.total === 0 ? (
            <NothingFound onClear={filtered ? clear : undefined} />
          ) : (
            table(page)
          )
        }
      </Loaded>
      <PathsDrawer
        uploadId={props.uploadId}
        componentId={component}
        onClose={() => setUrl({ component: undefined })}
      />
    </Card>
  );
}

const relations = ['direct', 'transitive', 'unknown'] as const;

function relationOf(text: string | undefined) {
  return relations.find(relation => relation === text);
}
