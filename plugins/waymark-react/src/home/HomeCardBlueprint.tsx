import type { Entity } from '@backstage/catalog-model';
import {
  ExtensionBoundary,
  createExtensionBlueprint,
  createExtensionDataRef,
} from '@backstage/frontend-plugin-api';
import { type ComponentType, lazy } from 'react';

/**
 * What the home page hands to its cards.
 *
 * @public
 */
export interface HomeCardProps {
  /** The chosen owner; undefined for all. */
  owner: string | undefined;
  /** The services of that owner, by name; undefined while they load. */
  services: Entity[] | undefined;
}

const componentDataRef = createExtensionDataRef<
  ComponentType<HomeCardProps>
>().with({ id: 'waymark.home-card.component' });

const columnDataRef = createExtensionDataRef<'main' | 'side'>().with({
  id: 'waymark.home-card.column',
});

/**
 * A card of the home page, attached to the input `cards` of `page:home`.
 * `column` is its place: `main` is the wide one.
 *
 * @public
 */
export const HomeCardBlueprint = createExtensionBlueprint({
  kind: 'waymark-home-card',
  attachTo: { id: 'page:home', input: 'cards' },
  output: [componentDataRef, columnDataRef],
  dataRefs: { component: componentDataRef, column: columnDataRef },
  *factory(
    params: {
      column: 'main' | 'side';
      loader: () => Promise<ComponentType<HomeCardProps>>;
    },
    { node },
  ) {
    const Lazy = lazy(async () => ({ default: await params.loader() }));
    yield componentDataRef(function HomeCard(props: HomeCardProps) {
      return (
        <ExtensionBoundary node={node}>
          <Lazy {...props} />
        </ExtensionBoundary>
      );
    });
    yield columnDataRef(params.column);
  },
});
