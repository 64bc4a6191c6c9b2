export { Signer } from './Signer';
