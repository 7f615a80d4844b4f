// GraphiQL's dialogues add a style element of their own; with this page's nonce the policy lets it.
globalThis.__webpack_nonce__ = document.querySelector('meta[name="style-nonce"]').content;
