// How the documented Worldline paths spell our name of an order; natively it is our number.

export const ORDER_PREFIX = 'order';
