import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import Link from '@mui/material/Link';
import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { MiddleCut } from './MiddleCut';

/**
 * A link inside the portal.
 *
 * @public
 */
export function TextLink(props: {
  to: string;
  children: ReactNode;
  strong?: boolean;
}) {
  return (
    <Link
      component={RouterLink}
      to={props.to}
      sx={props.strong ? { fontWeight: 600 } : undefined}
    >
      {props.children}
    </Link>
  );
}

/**
 * The name of an entity as people write it: without its kind, and without
 * the default namespace.
 *
 * @public
 */
export function entityName(entityRef: string): string {
  const { namespace, name } = parseEntityRef(entityRef);
  return namespace === 'default' ? name : `${namespace}/${name}`;
}

/**
 * Where entities live in this portal: a function from entity ref and path
 * below its page to a URL, undefined in a portal without a catalog.
 *
 * @public
 */
export function useEntityUrl(): (
  entityRef: string,
  path?: string,
) => string | undefined {
  const route = useRouteRef(entityRouteRef);
  return (entityRef, path = '') =>
    route && `${route(entityRouteParams(entityRef))}${path}`;
}

/**
 * An entity by name, linked to its page or to a path below it.
 *
 * @public
 */
export function EntityLink(props: {
  entityRef: string;
  path?: string;
  children?: ReactNode;
  strong?: boolean;
}) {
  const url = useEntityUrl()(props.entityRef, props.path);
  const content = props.children ?? (
    <MiddleCut text={entityName(props.entityRef)} max={40} />
  );
  return url ? (
    <TextLink to={url} strong={props.strong}>
      {content}
    </TextLink>
  ) : (
    <>{content}</>
  );
}

const Owner = styled('span')({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
  whiteSpace: 'nowrap',
  verticalAlign: 'top',
  '& svg': { width: 14, height: 14, flex: 'none', fill: 'var(--wm-muted)' },
});

const group = (
  <svg viewBox="0 0 16 16" aria-hidden="true">
    <circle cx="5.5" cy="5.5" r="2.5" />
    <circle cx="11" cy="6" r="2" />
    <path d="M1 12.5C1 10.3 3 9 5.5 9s4.5 1.3 4.5 3.5zM11.2 12.5H15c0-2-1.7-3.2-4-3.2-.5 0-.9 0-1.2.1.9.8 1.4 1.8 1.4 3.1z" />
  </svg>
);

/**
 * Who owns something, linked.
 *
 * @public
 */
export function OwnerLink(props: { entityRef: string }) {
  return (
    <Owner>
      {group}
      <EntityLink entityRef={props.entityRef} />
    </Owner>
  );
}

/**
 * Who owns something, for where the line around it is what can be pressed.
 *
 * @public
 */
export function OwnerName(props: { children: ReactNode }) {
  return (
    <Owner>
      {group}
      {props.children}
    </Owner>
  );
}
