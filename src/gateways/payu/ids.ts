// How the documented PayU paths spell our name of an order; natively it is the merchant's txnid.

export const ORDER_PREFIX = 'order';
