export { llmProxyPlugin as default } from './plugin';
