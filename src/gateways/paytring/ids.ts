// How Paytring's paths spell our names: a prefix before the token.

export const ORDER_PREFIX = 'order';
export const REFUND_PREFIX = 'rfnd';
export const ENDPOINT_PREFIX = 'wh';
