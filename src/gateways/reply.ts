// What a dialect answers, as data: whoever writes it to the connection knows no dialect.

export type Reply =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'text';
      readonly status: number;
      readonly type: string;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'redirect'; readonly url: string }
  /**
   * A page that tells a browser why it cannot go on; plain texts, escaped by whoever shows them.
   */
  | {
      readonly kind: 'page';
      readonly status: number;
      readonly title: string;
      readonly message: string;
      /** Shown as it is, in a fixed-width font; null: nothing. */
      readonly detail: string | null;
    };

/** How a browser is sent back to the merchant. */
export type Return =
  | { readonly kind: 'redirect'; readonly url: string }
  | {
      readonly kind: 'browserPost';
      readonly url: string;
      readonly fields: readonly (readonly [string, string])[];
    };
