import { stripDocument } from './strip';

const options = {
  registries: ['packages.invalid'],
  folder: '/somewhere/of/mine',
};

describe('stripDocument', () => {
  it('takes references to registries out of JSON and leaves the others', () => {
    const text = JSON.stringify({
      components: [
        {
          name: 'a',
          externalReferences: [
            { type: 'distribution', url: 'https://elsewhere.invalid/a.tgz' },
            { type: 'distribution-intake', url: 'https://elsewhere.invalid/' },
            { type: 'website', url: 'https://www.packages.invalid/a' },
            { type: 'vcs', url: 'git+https://code.invalid/a.git' },
          ],
        },
        {
          name: 'b',
          externalReferences: [
            { type: 'website', url: 'https://packages.invalid/b' },
          ],
        },
      ],
    });
    expect(JSON.parse(stripDocument(text, 'json', options))).toEqual({
      components: [
        {
          name: 'a',
          externalReferences: [
            { type: 'vcs', url: 'git+https://code.invalid/a.git' },
          ],
        },
        { name: 'b' },
      ],
    });
  });

  it('does the same in XML', () => {
    const text = `<component><externalReferences>
      <reference type="distribution"><url>https://elsewhere.invalid/</url><comment>c</comment></reference>
      <reference type="vcs">
        <url>https://code.invalid/a</url>
      </reference>
    </externalReferences></component><component><externalReferences>
      <reference type="website"><url>https://packages.invalid/b</url></reference>
    </externalReferences></component>`;
    const stripped = stripDocument(text, 'xml', options);
    expect(stripped).not.toContain('.invalid/b');
    expect(stripped).not.toContain('distribution');
    expect(stripped).toContain('<url>https://code.invalid/a</url>');
    expect(stripped).toMatch(/<component><\/component>$/);
  });

  it("names Cargo's packages without their source and without a path", () => {
    const refs = [
      'registry+https://packages.invalid/index#a@1.0.0',
      'path+file:///somewhere/of/mine#b@2.0.0',
    ];
    const text = JSON.stringify({ dependencies: refs.map(ref => ({ ref })) });
    expect(JSON.parse(stripDocument(text, 'json', options))).toEqual({
      dependencies: [{ ref: 'a@1.0.0' }, { ref: 'b@2.0.0' }],
    });
  });

  it('refuses a document that names a registry in any other place', () => {
    const text = JSON.stringify({ description: 'see packages.invalid' });
    expect(() => stripDocument(text, 'json', options)).toThrow(
      'still names a package registry',
    );
  });
});
