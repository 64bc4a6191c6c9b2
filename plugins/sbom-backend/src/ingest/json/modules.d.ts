declare module 'ajv-formats-draft2019' {
  import type Ajv from 'ajv';

  /** Adds the formats that draft 2019-09 brought. */
  export default function addFormats(
    ajv: Ajv,
    options?: { formats?: string[] },
  ): Ajv;
}
