// How a customer gets from our page to a processor's: by a link, a form or its script.

/** Where the customer goes on. */
export type Step =
  | { readonly kind: 'redirect'; readonly url: string }
  | {
      readonly kind: 'post';
      readonly url: string;
      readonly fields: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'script';
      /** The processor's own script. */
      readonly source: string;
      /**
       * The body of a function of `options`, constant: it may hold no value of an order. It is run
       * once `source` has loaded.
       */
      readonly run: string;
      readonly options: Readonly<Record<string, unknown>>;
      /** What its policy allows besides. */
      readonly origins: PageOrigins;
    };

/** Origins that the page of a script step may use. */
export type PageOrigins = {
  readonly script: readonly string[];
  readonly style: readonly string[];
  readonly connect: readonly string[];
  readonly image: readonly string[];
  readonly font: readonly string[];
  readonly frame: readonly string[];
  readonly form: readonly string[];
};
