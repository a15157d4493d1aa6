// Reads the code of a document, with how each piece is held to be right.

export type Snippet = {
  readonly language: string;
  /** `run` whole against a server; `held` in a file that is run; `unrun`: read for its grammar. */
  readonly how: 'run' | 'held' | 'unrun';
  /** Of one that is held. */
  readonly file: string;
  /** Other versions of what it imports: `razorpay=razorpay-2-8`. */
  readonly packages: Readonly<Record<string, string>>;
  readonly text: string;
  readonly line: number;
  /** The words of its section above it. */
  readonly before: string;
};

/** Every fenced piece; one that does not say how it is held is a fault of the document. */
export function readSnippets(document: string): readonly Snippet[] {
  return [...document.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, told = '', text = ''] = match;
    const [language = '', how = '', ...more] = told.trim().split(' ');
    const above = document.slice(0, match.index);
    const base = {
      language,
      packages: Object.fromEntries(more.map((each) => each.split('='))),
      text,
      line: above.split('\n').length,
      before: above.slice(above.lastIndexOf('\n## ') + 1),
    };
    const [, file] = /^held=(.+)$/.exec(how) ?? [];
    if (file !== undefined) return { ...base, how: 'held', file };
    if (how === 'run' || how === 'unrun') return { ...base, how, file: '' };
    throw new Error(`line ${base.line}: \`\`\`${told} does not say how it is held`);
  });
}
