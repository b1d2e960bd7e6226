/** The drawing styles: emoji sets that the npm registry ships as SVG under permissive licences. */

/** The contents of an Iconify package, as far as we read them. */
export interface IconPackage {
  readonly icons: {
    readonly width?: number;
    readonly height?: number;
    readonly icons: Readonly<Record<string, IconBody>>;
    readonly aliases?: Readonly<Record<string, IconAlias>>;
  };
  readonly info: {
    readonly license: { readonly spdx?: string };
    readonly author: { readonly name: string; readonly url?: string };
  };
  /** Names of icons by code points in hexadecimal, joined by "-"; empty in some packages. */
  readonly chars: Readonly<Record<string, string>>;
}

/** One icon: the inside of an `<svg>` element and the size of its view box. */
export interface IconBody {
  readonly body: string;
  readonly width?: number;
  readonly height?: number;
  /** Whether a later version of the set has dropped the icon. */
  readonly hidden?: boolean;
}

/** Another name of an icon, sometimes of its mirror image. */
export interface IconAlias {
  readonly parent: string;
  readonly hFlip?: boolean;
  readonly vFlip?: boolean;
  readonly rotate?: number;
}

/** A drawing style and its package. */
export interface Style {
  readonly name: string;
  readonly title: string;
  readonly author: string;
  readonly home: string;
  /** SPDX identifier; a test compares it with the package's own. */
  readonly licence: string;
  readonly package: string;
  /** The version pinned in deno.json; a test compares the two. */
  readonly version: string;
  load(): Promise<IconPackage>;
}

/** The styles, in the order of their names. */
export const STYLES: readonly Style[] = [
  {
    name: "emojione",
    title: "EmojiOne 2 (EmojiTwo)",
    author: "Emoji One",
    home: "https://github.com/EmojiTwo/emojitwo",
    licence: "CC-BY-4.0",
    package: "@iconify-json/emojione",
    version: "1.2.3",
    load: () => import("@iconify-json/emojione"),
  },
  {
    name: "fluent",
    title: "Fluent Emoji, flat",
    author: "Microsoft Corporation",
    home: "https://github.com/microsoft/fluentui-emoji",
    licence: "MIT",
    package: "@iconify-json/fluent-emoji-flat",
    version: "1.2.6",
    load: () => import("@iconify-json/fluent-emoji-flat"),
  },
  {
    name: "noto",
    title: "Noto Emoji",
    author: "Google Inc",
    home: "https://github.com/googlefonts/noto-emoji",
    licence: "Apache-2.0",
    package: "@iconify-json/noto",
    version: "1.2.9",
    load: () => import("@iconify-json/noto"),
  },
  {
    name: "noto-v1",
    title: "Noto Emoji, first version",
    author: "Google Inc",
    home: "https://github.com/googlefonts/noto-emoji",
    licence: "Apache-2.0",
    package: "@iconify-json/noto-v1",
    version: "1.2.5",
    load: () => import("@iconify-json/noto-v1"),
  },
  {
    name: "twemoji",
    title: "Twemoji",
    author: "Twitter",
    home: "https://github.com/jdecked/twemoji",
    licence: "CC-BY-4.0",
    package: "@iconify-json/twemoji",
    version: "1.2.5",
    load: () => import("@iconify-json/twemoji"),
  },
];
