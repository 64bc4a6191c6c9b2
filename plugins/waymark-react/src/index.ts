/**
 * What the Waymark frontends share: tokens, marks, data-state sentences,
 * filters in the URL, and the place of a card on the home page.
 *
 * @packageDocumentation
 */
export * from './charts/LineChart';
export { niceTicks } from './charts/scale';
export * from './components/Age';
export * from './components/Card';
export * from './components/Copy';
export * from './components/DataState';
export * from './components/Filters';
export * from './components/Links';
export * from './components/MiddleCut';
export * from './components/Note';
export * from './components/PageTitle';
export * from './components/Segments';
export * from './components/SidePanel';
export * from './components/Text';
export * from './format/format';
export * from './home/HomeCardBlueprint';
export * from './hooks/useData';
export * from './hooks/useDebounced';
export * from './hooks/usePages';
export * from './hooks/useUrlFilters';
export * from './lib/csv';
export * from './lib/save';
export * from './marks/Bar';
export * from './marks/Diff';
export * from './marks/LevelMark';
export * from './marks/Sparkline';
export * from './marks/State';
export * from './marks/StateMark';
export { WaymarkRoot } from './theme/WaymarkRoot';
export { waymarkTranslationRef } from './translation';
