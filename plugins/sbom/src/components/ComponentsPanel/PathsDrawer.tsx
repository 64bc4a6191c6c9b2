import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { styled } from '@mui/material/styles';
import {
  type BomComponentPaths,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  Loaded,
  Muted,
  Note,
  SidePanel,
  SkeletonRows,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomApiRef } from '../../api';
import { sbomTranslationRef } from '../../translation';

/** Why one component is there: the chains that lead to it. */
export function PathsDrawer(props: {
  uploadId: string;
  /** Undefined while nothing is asked for. */
  componentId: string | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  const client = useApi(sbomApiRef);
  const { uploadId, componentId } = props;
  const answer = useData(
    componentId && JSON.stringify([uploadId, componentId]),
    signal => client.getComponentPaths(uploadId, componentId!, { signal }),
  );
  return (
    <SidePanel
      open={componentId !== undefined}
      title={t('paths.title')}
      closeLabel={t('paths.close')}
      onClose={props.onClose}
    >
      <Loaded
        state={answer}
        skeleton={<SkeletonRows rows={6} />}
        permission={sbomBomReadPermission.name}
      >
        {paths => <Paths paths={paths} />}
      </Loaded>
    </SidePanel>
  );
}

const Chain = styled('ol')({
  padding: '8px 12px !important',
  borderRadius: 4,
  background: 'var(--wm-code)',
  '& li': { overflowWrap: 'anywhere' },
});

function Paths({
  paths: { component, paths, reachable },
}: {
  paths: BomComponentPaths;
}) {
  const { t } = useTranslationRef(sbomTranslationRef);
  return (
    <>
      <p>
        <code>
          {component.purl ?? [component.name, component.version].join(' ')}
        </code>
      </p>
      {component.direct && <p>{t('paths.direct')}</p>}
      {reachable ? (
        <p>{t('paths.shortest', { count: paths.length })}</p>
      ) : (
        <Note state="unknown">{t('paths.unreachable')}</Note>
      )}
      {paths.map((path, index) => (
        <Chain key={index}>
          {path.map((step, depth) => (
            <li key={depth} style={{ paddingLeft: depth * 14 }}>
              {depth > 0 && <Muted aria-hidden="true">└ </Muted>}
              {depth === path.length - 1 ? <b>{step.name}</b> : step.name}{' '}
              <Muted>{step.version}</Muted>
            </li>
          ))}
        </Chain>
      ))}
    </>
  );
}
