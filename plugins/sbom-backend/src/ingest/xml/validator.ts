export class XsdValidators {}
