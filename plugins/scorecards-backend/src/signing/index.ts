export { readOwnKey } from './ownKey';
export { Signer } from './Signer';
